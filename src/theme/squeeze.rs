//! The built-in scripts and stylesheets are written to be read; what travels needs neither indentation nor comments. That is all that is
//! taken away, so that what arrives can still be read. Files of the show's own are sent as they are.

/// The text without blank lines, indentation, and lines that are nothing but a comment (`// …`, `/* … */`). Not for texts in which a
/// line's beginning means something, such as JavaScript with template literals over several lines.
#[must_use]
pub fn squeezed(text: &str) -> String {
    let is_comment =
        |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/") && line.matches("*/").count() == 1);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !is_comment(line));
    let mut squeezed = String::with_capacity(text.len());
    for line in lines {
        squeezed.push_str(line);
        squeezed.push('\n');
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_go_and_code_stays() {
        let text = "// why\n  a(\"// no comment\"); // stays\n\n/* b */\n  .c { d: e } /* f */\n/* g */ h {}\n";
        assert_eq!(squeezed(text), "a(\"// no comment\"); // stays\n.c { d: e } /* f */\n/* g */ h {}\n");
    }

    #[test]
    fn what_is_built_in_has_no_literals_over_several_lines() {
        for name in ["ask.js", "player.js", "search.js"] {
            let file = super::super::BuiltIn::get(&format!("assets/{name}")).expect("it is built in");
            let text = String::from_utf8_lossy(&file.data).into_owned();
            assert!(text.lines().all(|line| line.matches('`').count() % 2 == 0), "{name}");
        }
    }
}
