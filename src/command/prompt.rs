//! Layer 5: asking people. Nothing is asked unless somebody sits at a terminal; the answer is then the default, or a
//! message that names the flag.

use std::io::{self, BufRead, Write};

/// Where answers come from.
pub enum Prompt<'a> {
    /// Nobody is there to ask.
    Nobody,
    /// A person at a terminal.
    Person {
        /// What they type.
        input: &'a mut dyn BufRead,
        /// Where questions are written (standard error, so that results stay clean).
        output: &'a mut dyn Write,
    },
}

/// A question with the flag that answers it.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// As asked, with its question mark.
    pub text: &'a str,
    /// The flag that answers it, with its dashes.
    pub flag: &'a str,
    /// What Enter means; `None` where only the person knows.
    pub default: Option<&'a str>,
    /// What is shown in brackets, where that is not the default itself.
    pub hint: Option<&'a str>,
}

/// The question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// The flag to give.
    pub flag: String,
}

impl Prompt<'_> {
    /// Whether somebody can be asked.
    #[must_use]
    pub fn is_person(&self) -> bool {
        matches!(self, Self::Person { .. })
    }

    /// Says a line to the person, if there is one.
    pub fn say(&mut self, line: &str) {
        if let Self::Person { output, .. } = self {
            // A terminal that went away is noticed at the next question.
            let _ = writeln!(output, "{line}");
        }
    }

    /// The answer: the flag's value where given, else what the person types, else the default.
    ///
    /// # Errors
    /// When there is neither a value, nor a person, nor a default; or the person went away.
    pub fn answer(&mut self, given: Option<&str>, question: Question<'_>) -> Result<String, Unanswered> {
        if let Some(given) = given.map(str::trim).filter(|given| !given.is_empty()) {
            return Ok(given.to_owned());
        }
        let unanswered = || Unanswered { flag: question.flag.to_owned() };
        let Self::Person { input, output } = self else {
            return question.default.map(str::to_owned).ok_or_else(unanswered);
        };
        loop {
            let line = ask(*input, *output, question).ok().flatten().ok_or_else(unanswered)?;
            match (line.trim(), question.default) {
                ("", Some(default)) => return Ok(default.to_owned()),
                ("", None) => {}
                (typed, _) => return Ok(typed.to_owned()),
            }
        }
    }
}

/// One line typed by the person, or `None` at the end of their input.
fn ask(input: &mut dyn BufRead, output: &mut dyn Write, question: Question<'_>) -> io::Result<Option<String>> {
    let hint = question.hint.or(question.default).filter(|hint| !hint.is_empty());
    let asked = hint.map_or_else(|| question.text.to_owned(), |hint| format!("{}  [{hint}]", question.text));
    write!(output, "  {asked:<33} ")?;
    output.flush()?;
    let mut line = String::new();
    Ok(if input.read_line(&mut line)? == 0 { None } else { Some(line) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: Question<'_> = Question { text: "Who asks the questions?", flag: "--host", default: None, hint: None };

    fn typed(text: &str, given: Option<&str>, question: Question<'_>) -> (Result<String, Unanswered>, String) {
        let mut output = Vec::new();
        let answer = Prompt::Person { input: &mut text.as_bytes(), output: &mut output }.answer(given, question);
        (answer, String::from_utf8_lossy(&output).into_owned())
    }

    #[test]
    fn a_flag_is_never_asked() {
        assert_eq!(typed("", Some(" Margo "), NAME), (Ok("Margo".to_owned()), String::new()));
    }

    #[test]
    fn nobody_is_asked_without_a_terminal_and_the_flag_is_named() {
        assert_eq!(Prompt::Nobody.answer(None, NAME), Err(Unanswered { flag: "--host".to_owned() }));
        assert_eq!(Prompt::Nobody.answer(None, Question { default: Some("Margo"), ..NAME }), Ok("Margo".to_owned()));
    }

    #[test]
    fn enter_keeps_what_is_in_brackets() {
        let (answer, shown) = typed("\n", None, Question { default: Some("Margo"), ..NAME });
        assert_eq!(answer, Ok("Margo".to_owned()));
        assert!(shown.contains("[Margo]"), "{shown}");
    }

    #[test]
    fn a_question_without_default_is_asked_again_until_the_input_ends() {
        assert_eq!(typed("\n  \nMargo\r\n", None, NAME).0, Ok("Margo".to_owned()));
        assert_eq!(typed("\n", None, NAME).0, Err(Unanswered { flag: "--host".to_owned() }));
    }
}
