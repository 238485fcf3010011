//! `turntable leads` and `turntable leads import`: whole exports through the real program.

use crate::show::{Run, TestShow};
use serde_json::json;

/// As Netlify exports a form's submissions: the form's fields, then what the service adds.
const NETLIFY: &str = "\"name\",\"email\",\"offer\",\"partner\",\"episode\",\"ip\",\"user_agent\",\"referrer\",\"created_at\"\n\
    \"Ann Lee\",\"Ann@lake.example\",\"continuity\",\"dev-okafor\",\"first\",\"1.2.3.4\",\"M\",\"\",\"2026-05-20 10:11:12 UTC\"\n\
    \"Bob\nStørm\",\"bob@storm.example\",\"\",\"\",\"\",\"\",\"M\",\"https://talks.ellison.example/go/dev-okafor/continuity/\",\"2026-05-21 10:11:12 UTC\"\n\
    \"Cleo\",\"cleo@c.example\",\"continuity\",\"dev-okafo\",\"\",\"\",\"M\",\"\",\"2026-05-22 10:11:12 UTC\"\n\
    \"=cmd|' /C calc'!A0\",\"evil@e.example\",\"continuity\",\"dev-okafor\",\"\",\"\",\"M\",\"\",\"2026-05-23 10:11:12 UTC\"\n\
    \"Nobody\",\"\",\"continuity\",\"dev-okafor\",\"\",\"\",\"M\",\"\",\"2026-05-24 10:11:12 UTC\"\n";

const RECORD: &str = "\u{feff}received,email,name,partner,offer,episode\n\
    2026-05-20T10:11:12Z,Ann@lake.example,Ann Lee,dev-okafor,continuity,first\n\
    2026-05-21T10:11:12Z,bob@storm.example,Bob Størm,dev-okafor,continuity,\n\
    2026-05-22T10:11:12Z,cleo@c.example,Cleo,dev-okafo,continuity,\n\
    2026-05-23T10:11:12Z,evil@e.example,'=cmd|' /C calc'!A0,dev-okafor,continuity,\n";

fn imported(show: TestShow, export: impl AsRef<[u8]>) -> Run {
    show.file("export.csv", export).run(&["leads", "import", "export.csv"])
}

fn path(show: &TestShow, file: &str) -> String {
    show.path(file).to_string_lossy().into_owned()
}

#[test]
fn an_export_becomes_the_record_and_says_what_it_did() {
    let run = imported(TestShow::minimal(), NETLIFY).ok();
    assert_eq!(run.read("private/leads.csv"), RECORD);
    let run = run
        .says("export.csv: 5 rows, as Netlify exports it")
        .says("received    from created_at")
        .says("4 hand-raises")
        .says("no e-mail address: 1 row (line 7)")
        .says("did you mean `dev-okafor`?");
    assert!(run.stdout.contains("Dev Okafor") && !run.stdout.contains("lake.example"), "{}", run.stdout);
}

#[test]
fn a_longer_export_adds_only_what_is_new_and_nothing_of_the_hosts_is_lost() {
    let run = imported(TestShow::minimal(), NETLIFY).ok();
    let by_hand = "received,email,name,partner,offer,episode,my note\n2026-05-20T10:11:12Z,ann@lake.example,Ann,,continuity,,\"called, \nkind\"\n,,,,,,to do: Bob\n";
    let longer =
        format!("{NETLIFY}\"Dora\",\"dora@d.example\",\"continuity\",\"dev-okafor\",\"\",\"\",\"M\",\"\",\"2026-06-01 10:11:12 UTC\"\n");
    let run = imported(run.show().file("private/leads.csv", by_hand), &longer).ok();
    let record = run.read("private/leads.csv");
    assert!(record.contains("2026-05-20T10:11:12Z,ann@lake.example,Ann,dev-okafor,continuity,first,\"called, \nkind\"\n"), "{record}");
    assert!(record.contains(",,,,,,to do: Bob\n") && record.matches("dora@d.example").count() == 1, "{record}");
    let run = imported(run.show(), &longer).ok().says("Nothing is new");
    assert_eq!(run.read("private/leads.csv"), record);
}

#[test]
fn a_dry_run_writes_nothing() {
    let show = TestShow::minimal().file("export.csv", NETLIFY);
    let run = show.run(&["leads", "import", "export.csv", "--dry-run"]).ok().says("would add").says("Nothing was written.");
    assert!(!run.has("private"));
}

#[test]
fn the_columns_of_every_service_and_of_any_table_are_read() {
    let mailchimp = "\"Email Address\",\"First Name\",\"Last Name\",Partner,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LEID,EUID,TAGS\n\
        ann@a.example,Ann,Größe,Dev Okafor,2,,,\"2026-05-20 14:40:47\",1,2,\n";
    let formspree = "_date;name;_replyto;partner;offer\r\n2026-05-20T19:40:47.000Z;Ann Größe;ann@a.example;dev-okafor;continuity\r\n";
    let kit = "first_name,email_address,state,created_at,fields[partner],referrer,utm_source,utm_campaign\n\
        Ann Größe,ann@a.example,active,2026-05-20T19:40:47Z,,,dev-okafor,continuity\n";
    let plain = "Wann\tName\tAdresse\tPartner\n20.05.2026 14:40:47\tAnn Größe\tann@a.example\tdev-okafor\n";
    let utf_16: Vec<u8> = format!("\u{feff}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let windows: Vec<u8> = mailchimp.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect();
    // Times without an offset are the show's, which is five hours behind.
    for (export, flags) in [
        (mailchimp.as_bytes().to_vec(), &["--offer", "continuity"][..]),
        (windows, &["--offer", "continuity"]),
        (formspree.as_bytes().to_vec(), &[]),
        (kit.as_bytes().to_vec(), &[]),
        (plain.as_bytes().to_vec(), &["--column", "received=wann", "--offer", "continuity"]),
        (utf_16, &["--column", "received=1", "--offer", "continuity"]),
    ] {
        let show = TestShow::minimal().file("export.csv", &export);
        let line: Vec<&str> = ["leads", "import", "export.csv"].iter().chain(flags).copied().collect();
        let run = show.run(&line).ok();
        let record = run.read("private/leads.csv");
        let rows: Vec<&str> = record.lines().skip(1).collect();
        assert_eq!(rows, ["2026-05-20T19:40:47Z,ann@a.example,Ann Größe,dev-okafor,continuity,"], "{}\n{}", run.stdout, run.stderr);
    }
}

#[test]
fn own_columns_are_kept_and_doubts_are_told() {
    let table = "E-mail,Firma,Date\nann@a.example,\"=SUM(1)\",5/6/2026\nbob@b.example,Acme,soon\n";
    let run = TestShow::minimal().file("t.csv", table).run(&["leads", "import", "t.csv", "--column", "company=Firma"]).ok();
    let run = run.says("--dates day-first").says("not understood, so kept without one (line 3)");
    assert!(run.read("private/leads.csv").contains("2026-05-06,ann@a.example,,,,,'=SUM(1)\n"), "{}", run.read("private/leads.csv"));
    let show = run.show().remove("private");
    let run = show.run(&["leads", "import", "t.csv", "--dates", "day-first"]).ok();
    assert!(run.read("private/leads.csv").contains("2026-06-05,ann@a.example"), "{}", run.read("private/leads.csv"));
}

#[test]
fn what_cannot_be_read_says_so_and_leaves_the_record_alone() {
    let show = TestShow::minimal().file("private/leads.csv", RECORD).file("good.csv", NETLIFY);
    let mut show = show
        .file("zip.csv", b"PK\x03\x04")
        .file("none.csv", "")
        .file("no-names.csv", "a@b.example,Ann\n")
        .file("no-mail.csv", "a,b\n1,2\n");
    for (line, code, said) in [
        (&["leads", "import", "zip.csv"][..], 1, "ZIP file or a spreadsheet"),
        (&["leads", "import", "good.csv", "none.csv"], 1, "none.csv: there is nothing in it"),
        (&["leads", "import", "no-names.csv"], 1, "put a line with the names of the columns above it"),
        (&["leads", "import", "no-mail.csv"], 2, "--column email=COLUMN. There are: a, b"),
        (&["leads", "import", "good.csv", "--column", "partner=Sender"], 2, "there is no column `Sender`"),
        (&["leads", "import", "good.csv", "--column", "partner"], 2, "--column email=Address"),
        (&["leads", "import", "good.csv", "--offer", "continuty"], 2, "did you mean `continuity`?"),
        (&["leads", "import", "missing.csv"], 3, "it is not there"),
        (&["leads", "import"], 2, "<CSV>"),
    ] {
        let run = show.run(line).code(code).says(said);
        assert_eq!(run.read("private/leads.csv"), RECORD, "{line:?}");
        show = run.show();
    }
}

#[test]
fn what_is_piped_in_is_read() {
    let show = TestShow::minimal();
    let mut command = assert_cmd::Command::cargo_bin("turntable").expect("the program is built");
    let output =
        command.args(["leads", "import", "-", "--root"]).arg(show.root()).write_stdin(NETLIFY).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(show.read("private/leads.csv"), RECORD);
}

#[test]
fn the_report_counts_by_partner_episode_and_month_and_names_nobody_unless_asked() {
    let show = TestShow::minimal().file("private/leads.csv", RECORD);
    let run = show
        .run(&["leads"])
        .ok()
        .says("4 people raised a hand, 4 times, the first on 20 May 2026")
        .says("(nobody credited)")
        .says("2026-05");
    assert!(!run.stdout.contains('@') && run.stdout.lines().all(|line| line.chars().count() <= 78), "{}", run.stdout);
    let run = run.run(&["leads", "--names", "--partner", "Dev Okafor", "--since", "2026-05-21"]).ok().says("Bob Størm <bob@storm.example>");
    assert!(!run.stdout.contains("lake.example") && !run.stdout.contains("cleo"), "{}", run.stdout);
    let run = run.run(&["leads", "--format", "json"]).ok();
    let document = run.json();
    let all = json!([
        {"partner": "dev-okafor", "name": "Dev Okafor", "people": 3, "hand_raises": 3, "first": "2026-05-20", "last": "2026-05-23"},
        {"partner": null, "name": null, "people": 1, "hand_raises": 1, "first": "2026-05-22", "last": "2026-05-22"},
    ]);
    assert_eq!(document["partners"], all, "{document:#}");
    assert_eq!((&document["episodes"][0]["episode"], &document["months"][0]["month"]), (&json!("first"), &json!("2026-05")));
    assert!(!run.stdout.contains('@'));
    run.run(&["leads", "--partner", "dev-okafr"]).code(2).says("did you mean `dev-okafor`?").run(&["leads", "--since", "May"]).code(2);
}

#[test]
fn nobody_yet_says_what_to_do() {
    TestShow::minimal().run(&["leads"]).ok().says("turntable leads import CSV");
}

#[test]
fn the_desk_asks_to_thank_the_partner_and_the_letter_is_written() {
    let show = TestShow::minimal().file("private/leads.csv", RECORD);
    let run = show.build().ok().says("lead-of-nobody");
    let sentence = "Three people have asked for the kit since 20 May 2026; thank Dev.";
    for page in ["desk/network.html", "desk/partners/dev-okafor/hand-raises.html"] {
        assert!(run.read(page).contains(sentence), "{page}\n{}", run.read(page));
    }
    let letter = run.read("desk/partners/dev-okafor/thanks-for-sending.txt");
    assert!(letter.contains("“The Owner's Continuity Kit” (yours): 3 people"), "{letter}");
    assert!(run.has("desk/partners/dev-okafor/thanks-for-sending.eml"));
    let thanked = run.edit("content/partners/dev-okafor/index.md", "  status: published", "  status: published\n  thanked: 2026-05-23");
    let run = thanked.build().ok();
    assert!(!run.has("desk/partners/dev-okafor/thanks-for-sending.eml"), "nothing is left to thank for");
    assert!(run.read("desk/network.html").contains("3 people asked for a kit"));
}

#[test]
fn a_build_of_an_earlier_day_does_not_know_what_came_later() {
    let run = TestShow::minimal().file("private/leads.csv", RECORD).as_of("2026-05-20T23:00:00Z").build().ok();
    assert!(run.read("desk/network.html").contains("One person has asked for the kit since 20 May 2026; thank Dev."));
}

#[test]
fn no_name_and_no_address_leaves_the_record() {
    const CANARY: &str = "XKANARIX";
    let record = format!(
        "received,email,name,partner,offer,episode,note\n2026-05-20,{CANARY}@a.example,{CANARY} Lee,dev-okafor,continuity,first,{CANARY}\n2026-05-21,b@b.example,{CANARY},{CANARY},{CANARY},{CANARY},\n"
    );
    let run = TestShow::minimal().file("private/leads.csv", record).build().ok();
    for folder in ["public", "desk"] {
        for file in run.files(folder) {
            let text = run.read(&format!("{folder}/{file}"));
            assert!(!text.contains(CANARY) && !text.contains("b@b.example") && !file.contains(CANARY), "{folder}/{file} tells it");
        }
    }
    assert!(run.read("desk/network.html").contains("1 person asked for a kit"), "the record was read");
}

#[test]
fn a_record_that_cannot_be_used_stops_no_build() {
    let show = TestShow::minimal().file("private/leads.csv", b"\x89PNG\r\n\x1a\n\0\0\0\r");
    let run = show
        .build()
        .ok()
        .says("leads-not-understood")
        .file("private/leads.csv", "email,received\nann at home,\nb@b.example,soon\n")
        .build()
        .ok();
    let run = run.says("line 2: this is no e-mail address").says("line 3: this date cannot be read");
    let run = run.file("private/leads.csv", "email,partner\nann@a.example,Nobody\n").build().ok();
    assert!(!run.stderr.contains("lead-of-nobody"), "{}", run.stderr);
    assert!(!run.stderr.contains("ann at home"), "no line of the record is shown:\n{}", run.stderr);
}

#[test]
fn a_record_in_a_repository_that_does_not_leave_it_out_is_told() {
    let show = TestShow::minimal().file("export.csv", NETLIFY).file(".git/HEAD", "ref: refs/heads/main\n");
    let export = path(&show, "export.csv");
    let run = show.run(&["leads", "import", &export]).ok().says("private/ is not in .gitignore");
    let run = run.file(".gitignore", "/public\n/private\n").run(&["leads", "import", &export]).ok();
    assert!(!run.stderr.contains("gitignore"), "{}", run.stderr);
}
