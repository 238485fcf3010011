//! Transcripts from the file beside an episode to the page, WebVTT, SRT and HTML; and the host's own transcriber.

use super::show::TestShow;

const EPISODE: &str = "content/episodes/001-first";

fn with(name: &str, bytes: impl AsRef<[u8]>) -> TestShow {
    TestShow::minimal().file(&format!("{EPISODE}/{name}"), bytes)
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn an_srt_of_an_old_windows_program_comes_out_clean() {
    let srt = "1\r\n00:00:00,000 --> 00:00:01,500\r\nD. Okafor: Grüß Gott & <i>hello</i>.\r\n\r\n\
        2\r\n00:00:01,000 --> 00:00:02,000\r\nMARGO: Who?\r\n\r\n3\r\n00:00:02,000 --> 00:00:09,000\r\nMARGO: Who can sign?\r\n";
    let run = with("recorder.srt", utf_16(srt)).build().ok();
    let vtt = run.read("public/episodes/first/transcript.vtt");
    let expected = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Dev Okafor>Grüß Gott &amp; hello.\n\n\
        00:00:01.000 --> 00:00:02.000\n<v Margo Ellison>Who?\n\n00:00:02.000 --> 00:00:03.000\nWho can sign?\n";
    assert_eq!(vtt, expected);
    assert!(run.read("public/episodes/first/transcript.srt").contains("\nMargo Ellison: Who?\n"));
    let html = run.read("public/episodes/first/transcript.html");
    assert!(html.contains("<cite>Dev Okafor:</cite>") && html.contains("<footer"), "{html}");
    let page = run.read("public/episodes/first/index.html");
    assert!(page.contains("Grüß Gott &amp; hello.") && page.contains("turn asking"), "{page}");
}

#[test]
fn what_is_odd_is_told_where_it_stands_even_in_utf_16() {
    let run = with("transcript.vtt", utf_16("WEBVTT\n\n00:01.000 --> 00:02.000\nWho?\n\nlost words\n")).check();
    let told = run.findings();
    let lost = told.iter().find(|finding| finding.rule == "transcript-line-not-understood").expect("it is told");
    assert_eq!((lost.line, lost.column), (Some(6), Some(1)));
}

#[test]
fn of_several_transcripts_the_one_that_carries_most_is_taken() {
    let show = with("transcript.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nfrom webvtt\n")
        .file(&format!("{EPISODE}/transcript.txt"), "from text\n");
    let run = show.build().ok();
    assert!(run.read("public/episodes/first/index.html").contains("from webvtt"));
    let run = run.show().check();
    let told = run.findings();
    let left = told.iter().find(|finding| finding.rule == "transcript-not-used").expect("it is told");
    assert_eq!(left.message, "transcript.vtt is the transcript; transcript.txt is not used");
}

#[test]
fn a_guest_who_allows_no_transcript_has_none() {
    let show = with("transcript.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nnot for you\n");
    let run =
        show.edit("content/partners/dev-okafor/index.md", "name: Dev Okafor", "name: Dev Okafor\nconsent: [audio, photo]").build().ok();
    for file in run.public_files() {
        assert!(!file.contains("transcript"), "{file}");
        assert!(
            !String::from_utf8_lossy(&std::fs::read(run.path(&format!("public/{file}"))).expect("it is there")).contains("not for you"),
            "{file}"
        );
    }
}

#[cfg(unix)]
mod transcriber {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A show with a transcriber that is a script.
    fn show(script: &str, command: &str) -> TestShow {
        let show = TestShow::minimal().file("tool.sh", format!("#!/bin/sh\n{script}\n"));
        std::fs::set_permissions(show.path("tool.sh"), std::fs::Permissions::from_mode(0o755)).expect("it can be set");
        let text = show.read("content/show.yaml");
        show.file("content/show.yaml", format!("{text}transcribe: {command}\n"))
    }

    const VTT: &str =
        "printf 'WEBVTT\\n\\n00:00.000 --> 00:01.000\\n<v Dev>Hello from %s in %s.\\n' \"$(basename \"$1\")\" \"$3\" > \"$2.vtt\"";

    #[test]
    fn a_missing_transcript_is_made_and_kept_once() {
        let run = show(VTT, "./tool.sh {audio} {out} {language}").check();
        let told = run.findings();
        let missing = told.iter().find(|finding| finding.rule == "no-transcript").expect("check names the command");
        assert_eq!(missing.fix.as_deref(), Some("run `turntable transcribe first`"));
        let run = run.show().run(&["transcribe"]).ok().says("1 transcript made");
        let kept = run.read(&format!("{EPISODE}/transcript.vtt"));
        assert_eq!(kept, "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Dev>Hello from first.wav in en.\n");
        assert!(!run.has(".turntable/transcribe"));
        let run = run.show().file(&format!("{EPISODE}/transcript.vtt"), "WEBVTT\n\n00:00.000 --> 00:01.000\nmine\n");
        let run =
            run.run(&["transcribe"]).ok().says("has its transcript").show().run(&["transcribe", "first"]).ok().says("is there already");
        assert!(run.read(&format!("{EPISODE}/transcript.vtt")).contains("mine"));
    }

    #[test]
    fn what_the_command_prints_is_the_transcript_where_no_file_is_named() {
        let script = "echo '[00:00:00.000 --> 00:00:01.000]   Dev: Hello.'; echo '[00:00:01.000 --> 00:00:02.000]   Dev: Bye.'";
        let run = show(script, "[./tool.sh, '{audio}']").run(&["transcribe", "first"]).ok();
        let expected = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Dev>Hello.\n\n00:00:01.000 --> 00:00:02.000\nBye.\n";
        assert_eq!(run.read(&format!("{EPISODE}/transcript.vtt")), expected);
    }

    #[test]
    fn json_in_a_folder_is_found() {
        let script = "mkdir \"$2\"; echo '{\"segments\":[{\"start\":0,\"end\":1.5,\"text\":\" Hi\",\"speaker\":\"SPEAKER_00\"}]}' > \"$2/first.json\"; echo x > \"$2/first.log\"";
        let run = show(script, "{command: './tool.sh {audio} {out}', produces: json}").run(&["transcribe"]).ok();
        assert!(run.read(&format!("{EPISODE}/transcript.vtt")).contains("<v SPEAKER_00>Hi"));
        let told = run.show().check().rules();
        assert!(told.contains(&format!("unknown-speaker {EPISODE}/transcript.vtt")), "{told:?}");
    }

    #[test]
    fn a_command_that_fails_leaves_nothing_and_says_why() {
        let run =
            show("echo 'cannot open model' >&2; echo half > \"$2.vtt\"; exit 3", "./tool.sh {audio} {out}").run(&["transcribe"]).code(1);
        assert!(run.stderr.contains("gave up (code 3)") && run.stderr.contains("    cannot open model"), "{}", run.stderr);
        assert!(!run.has(&format!("{EPISODE}/transcript.vtt")) && !run.has(".turntable/transcribe"));
        let run = show("true", "./tool.sh {audio} {out}").run(&["transcribe"]).code(1);
        assert!(run.stderr.contains("without writing a .vtt file"), "{}", run.stderr);
        let run = show("echo WEBVTT > \"$2.vtt\"", "./tool.sh {audio} {out}").run(&["transcribe"]).code(1);
        assert!(run.stderr.contains("there are no words in this transcript"), "{}", run.stderr);
        let run = show("true", "no-such-transcriber-anywhere {audio}").run(&["transcribe"]).code(3);
        assert!(run.stderr.contains("could not be started"), "{}", run.stderr);
    }

    #[test]
    fn no_shell_reads_the_command_and_nobody_else_runs_it() {
        let run = show("touch ran", "./tool.sh {audio} '; touch ran; $(touch ran)'").build().ok();
        let run = run.show().check();
        assert!(!run.has("ran"));
        let run = show("printf '%s' \"$2\" > seen; exit 1", "./tool.sh {audio} \"; touch ran\"").run(&["transcribe"]).code(1);
        assert_eq!((run.read("seen").as_str(), run.has("ran")), ("; touch ran", false));
    }

    #[test]
    fn without_a_transcriber_it_is_said_how_to_set_one_up() {
        let run = TestShow::minimal().run(&["transcribe"]).code(2);
        assert!(run.stderr.contains("no transcriber is set up"), "{}", run.stderr);
    }
}
