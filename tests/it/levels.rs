//! How recordings sound: measured once, told in people's words, drawn on the page; and never of a draft in public.

use crate::show::{Run, TestShow};

const SHOW: &str = "content/show.yaml";
const EPISODE: &str = "content/episodes/001-first/index.md";
const RECORDING: &str = "content/episodes/001-first/first.wav";
const OUTLINE: &str = "public/episodes/first/waveform.json";

/// A WAV of 16 bits at 16 kHz: for each channel, parts of a 1 kHz tone, with so many seconds and such an amplitude each.
fn sound(channels: Sound<'_>) -> Vec<u8> {
    const RATE: f64 = 16_000.0;
    let of = |parts: &[(f64, f64)]| -> Vec<i16> {
        let counts = parts.iter().flat_map(|(seconds, level)| std::iter::repeat_n(*level, (seconds * RATE) as usize));
        let wave = |(at, level): (usize, f64)| (at as f64 * std::f64::consts::TAU * 1_000.0 / RATE).sin() * level * 32_767.0;
        counts.enumerate().map(wave).map(|sample| sample.clamp(-32_768.0, 32_767.0) as i16).collect()
    };
    let planes: Vec<Vec<i16>> = channels.iter().map(|parts| of(parts)).collect();
    let (frames, width) = (planes[0].len() as u32, planes.len() as u32 * 2);
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + frames * width).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0");
    bytes.extend((planes.len() as u16).to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend((16_000 * width).to_le_bytes());
    bytes.extend((width as u16).to_le_bytes());
    bytes.extend(b"\x10\0data");
    bytes.extend((frames * width).to_le_bytes());
    (0..frames as usize).for_each(|at| planes.iter().for_each(|plane| bytes.extend(plane[at].to_le_bytes())));
    bytes
}

/// The parts of each channel: seconds and amplitude.
type Sound<'a> = &'a [&'a [(f64, f64)]];

/// The smallest show with this recording.
fn with(channels: Sound<'_>) -> TestShow {
    TestShow::minimal().file(RECORDING, sound(channels))
}

/// The names of findings about how recordings sound.
fn said(run: &Run) -> Vec<String> {
    const ABOUT: &[&str] = &[
        "loudness-off-target",
        "true-peak-too-high",
        "identical-channels",
        "long-silence",
        "clipped-audio",
        "dead-channel",
        "silent-audio",
    ];
    let mut rules: Vec<String> = run.findings().into_iter().map(|told| told.rule).filter(|rule| ABOUT.contains(&rule.as_str())).collect();
    rules.sort();
    rules
}

/// As loud as shows are: a full-scale sine in one channel is −3.01 LUFS.
const RIGHT: f64 = 0.224;

#[test]
fn each_fault_of_a_recording_is_told_by_its_name() {
    let right = (5.0, RIGHT);
    let cases: [(Sound<'_>, &[&str]); 9] = [
        (&[&[right]], &[]),
        (&[&[(5.0, 0.02)]], &["loudness-off-target"]),
        (&[&[(5.0, 0.6)]], &["loudness-off-target"]),
        (&[&[right, (0.01, 0.95)]], &["true-peak-too-high"]),
        (&[&[(5.0, 3.0)]], &["clipped-audio", "loudness-off-target", "true-peak-too-high"]),
        (&[&[(5.0, 0.158)], &[(5.0, 0.158)]], &["identical-channels"]),
        (&[&[right], &[(5.0, 0.0)]], &["dead-channel"]),
        (&[&[(2.5, 0.0), right]], &["long-silence"]),
        (&[&[(5.0, 0.0)]], &["silent-audio"]),
    ];
    for (channels, expected) in cases {
        let run = with(channels).check();
        assert_eq!(said(&run), expected, "{channels:?}\n{}", run.stdout);
        assert_eq!(run.code, 0, "none of it keeps a show from being published");
    }
}

#[test]
fn what_builds_put_right_is_not_told_and_what_remains_is() {
    let levelled = |channels: Sound<'_>| {
        let show = with(channels);
        let text = show.read(SHOW);
        show.file(SHOW, format!("{text}media: {{format: mp3}}\n"))
    };
    let quiet = levelled(&[&[(5.0, 0.02)], &[(5.0, 0.02)]]);
    assert_eq!(said(&quiet.check()), Vec::<String>::new(), "before it is made");
    let run = levelled(&[&[(3.0, 0.0), (5.0, 3.0)]]).build().ok();
    assert_eq!(said(&run), ["clipped-audio", "long-silence"], "after");
    assert!(run.has(OUTLINE));
}

#[test]
fn a_finding_says_where_what_and_what_to_do() {
    let run = with(&[&[(5.0, 0.02)]]).edit(EPISODE, "number: 1", "number: 1\naudio: first.wav").check();
    let told = run.findings().into_iter().find(|told| told.rule == "loudness-off-target").expect("it is quiet");
    assert_eq!((told.severity.as_str(), told.file.as_str(), told.line), ("warning", EPISODE, Some(6)));
    assert!(told.message.contains("dB quieter than most shows"), "{}", told.message);
    assert!(told.fix.is_some_and(|fix| fix.contains("media: {format: mp3}")));
}

#[test]
fn a_show_may_silence_it() {
    let show = with(&[&[(5.0, 0.02)]]);
    let text = show.read(SHOW);
    let run = show.file(SHOW, format!("{text}checks: {{loudness-off-target: off}}\n")).check();
    assert_eq!(said(&run), Vec::<String>::new());
}

#[test]
fn a_recording_is_listened_to_once_and_an_exchanged_one_again() {
    let run = with(&[&[(4.0, RIGHT)]]).build().ok().says("audio: 1 new (first.wav, 0:04), 0 unchanged");
    let before = run.read(OUTLINE);
    let run = run.build().ok().says("audio: 0 new, 1 unchanged").writes(&[]);
    // As long, as large, but with a break in the middle.
    let show =
        run.file(RECORDING, sound(&[&[(1.0, RIGHT), (2.0, 0.0), (1.0, RIGHT)]])).edit(EPISODE, "number: 1", "number: 1\nrepublish: true");
    let run = show.build().ok().says("audio: 1 new");
    assert_ne!(run.read(OUTLINE), before);
    assert_eq!(run.files(".turntable/levels").len(), 1, "what is not needed any more is forgotten");
    let run = run.rename(RECORDING, "content/episodes/001-first/renamed.wav").build().ok();
    assert!(run.stdout.contains("audio: 0 new, 1 unchanged"), "another name is not another sound\n{}", run.stdout);
}

#[test]
fn what_is_remembered_changes_no_byte() {
    let run = with(&[&[(4.0, RIGHT), (1.0, 0.05)]]).build().ok();
    let run = run.remove(".turntable").build().ok().writes(&[]).removes(&[]).says("audio: 1 new");
    // A build with nothing new would not even look for them.
    let wake = |run: Run| run.edit(EPISODE, "number: 1", "number: 1  # ");
    let run = wake(run).remove(".turntable/levels").build().ok().writes(&[]).removes(&[]);
    let file = format!(".turntable/levels/{}", run.files(".turntable/levels")[0]);
    wake(run).file(&file, b"{}\n").build().ok().writes(&[]).removes(&[]);
}

#[test]
fn a_look_leaves_nothing_behind() {
    assert!(!with(&[&[(4.0, RIGHT)]]).check().has(".turntable"));
    assert!(!with(&[&[(4.0, RIGHT)]]).build_with(&["--dry-run"]).ok().has(".turntable"));
}

#[test]
fn the_outline_is_drawn_where_the_interview_is_heard() {
    let run = with(&[&[(1.0, RIGHT), (1.0, 0.01), (1.0, RIGHT)]]).build().ok();
    let outline: serde_json::Value = serde_json::from_str(&run.read(OUTLINE)).expect("JSON");
    assert_eq!(
        (outline["version"].as_u64(), outline["samples_per_pixel"].as_u64(), outline["length"].as_u64()),
        (Some(2), Some(10), Some(300))
    );
    assert_eq!(outline["data"].as_array().map(Vec::len), Some(600));
    for page in ["public/episodes/first/index.html", "public/embed/first/index.html"] {
        assert!(run.read(page).contains("<svg class=\"wave\""), "{page}");
    }
    assert!(run.read("public/_headers").contains("/episodes/:episode/waveform.json"));
}

#[test]
fn drafts_are_listened_to_but_nothing_of_them_is_published() {
    let draft = "---\ntitle: Not yet\ndate: 2026-05-15\ndraft: true\nguests: [dev-okafor]\n---\nLater.\n";
    let show = with(&[&[(4.0, RIGHT)]]).file("content/episodes/002-next/index.md", draft);
    let run = show.file("content/episodes/002-next/next.wav", sound(&[&[(4.0, 0.02)]])).build().ok();
    assert!(run.stderr.contains("loudness-off-target"), "{}", run.stderr);
    assert!(run.public_files().iter().all(|file| !file.contains("next")), "{:?}", run.public_files());
}

#[test]
fn a_recording_kept_elsewhere_has_no_outline() {
    let elsewhere = "number: 1\naudio:\n  url: https://media.example/1.mp3\n  bytes: 5\n  type: audio/mpeg\n  duration: 61";
    let run = TestShow::minimal().edit(EPISODE, "number: 1", elsewhere).build().ok();
    assert!(!run.has(OUTLINE) && !run.read("public/episodes/first/index.html").contains("class=\"wave\""));
}

#[test]
fn progress_is_for_terminals_alone() {
    // Long enough for a line, if anybody sat there.
    let show = with(&[&[(90.0, RIGHT)]]);
    let run = show.build_with(&["--color", "always"]);
    assert!(!run.stderr.contains('\r') && !run.stderr.contains("listening"), "{}", run.stderr);
}

#[test]
fn seasons_and_drives_have_playlists_that_their_pages_lead_to() {
    let drive = "---\ntitle: Referral Week\nstarts: 2026-06-01\nends: 2026-06-07\nsessions: [first]\n---\n";
    let show = TestShow::minimal().edit(EPISODE, "number: 1", "number: 1\nseason: 2").file("content/campaigns/week/index.md", drive);
    let run = show.build().ok();
    for folder in ["seasons/2", "campaigns/week"] {
        let list = run.read(&format!("public/{folder}/playlist.m3u8"));
        assert!(list.starts_with("#EXTM3U\n") && list.ends_with("\nhttps://talks.ellison.example/episodes/first/first.wav\n"), "{list}");
        assert!(run.read(&format!("public/{folder}/index.html")).contains(&format!("href=\"/{folder}/playlist.m3u8\"")), "{folder}");
    }
}
