//! A complete small show for unit tests: one host, one partner, one offer each, one trailer, one spotlight and one turned episode.
//! Every field that can be filled is filled, so that a test changes only what it is about.

use super::*;
use jiff::Zoned;
use jiff::civil::date;
use jiff::tz::TimeZone;

/// The host's id in [`site`].
pub const HOST: PersonId = PersonId(0);
/// The partner's id in [`site`].
pub const PARTNER: PersonId = PersonId(1);
/// The partner's offer in [`site`].
pub const PARTNER_OFFER: OfferId = OfferId(0);
/// The host's offer in [`site`].
pub const HOST_OFFER: OfferId = OfferId(1);

/// A show with episodes (newest first): turned, spotlight, trailer.
#[must_use]
pub fn site() -> Site {
    let episodes = vec![turned_episode(), episode(), trailer()];
    Site {
        show: show(),
        as_of: "2026-06-01T12:00:00Z".parse().unwrap(),
        holds_until: "2026-06-02T05:00:00Z".parse().unwrap(),
        people: vec![host(), person()],
        offers: vec![offer(), host_offer()],
        topics: vec![(tag("Cash flow"), vec![EpisodeId(1)])],
        seasons: vec![(2, vec![EpisodeId(0), EpisodeId(1)])],
        heard_in: vec![vec![], vec![EpisodeId(0), EpisodeId(1)]],
        episodes: episodes.into(),
        events: vec![event()],
        campaigns: vec![campaign()],
        pages: vec![page()],
        files: vec![],
        redirects: vec![("old/cash/".into(), Permalink("episodes/cash-before-profit/".into()))],
        kept_links: vec![],
        backstage: Private::default(),
        ledger: Private::new(ledger()),
    }
}

/// Two people asked for the partner's offer, one of them for the host's as well; nobody else is credited. One introduction.
#[must_use]
pub fn ledger() -> Ledger {
    let raised = |day: i8, person, offer| HandRaise {
        at: None,
        day: Some(date(2026, 3, day)),
        person,
        partner: Some(PARTNER),
        offer: Some(offer),
        episode: Some(EpisodeId(1)),
    };
    Ledger {
        hand_raises: vec![raised(4, 0, PARTNER_OFFER), raised(6, 1, PARTNER_OFFER), raised(9, 0, HOST_OFFER)],
        introductions: vec![Introduced { from: Some(PARTNER), to: None }],
    }
}

/// The show: served below a path, in Chicago's time.
#[must_use]
pub fn show() -> Show {
    Show {
        source: RelPath("content/show.yaml".into()),
        title: "Ledger & Line".into(),
        description: "Business owners tell how they found the people who send them clients.".into(),
        base_url: BaseUrl { url: "https://ledger.example/show/".into(), path: "/show/".into(), host: "ledger.example".into() },
        language: "en-us".into(),
        timezone: TimeZone::get("America/Chicago").unwrap(),
        author: "Ruth Abara".into(),
        owner: Some(Owner { name: Some("Ruth Abara".into()), email: Some("ruth@ledger.example".into()) }),
        subtitle: Some("Interviews that introduce".into()),
        copyright: Some("Abara Advisory".into()),
        license: Some(License { name: "cc-by-4.0".into(), url: None }),
        explicit: false,
        kind: ShowKind::Episodic,
        categories: vec![
            Category { name: "Business".into(), sub: Some("Marketing".into()) },
            Category { name: "Society & Culture".into(), sub: None },
        ],
        cover: Some(picture("content/cover.png", "cover.png", 3000, "Two chairs at a turntable")),
        guid: "9b024349-ccf0-5f69-a609-6b82873eab3c".into(),
        locked: true,
        medium: "podcast".into(),
        funding: vec![Funding { url: url("https://ledger.example/support"), text: "Support the show".into() }],
        txt: vec![Txt { purpose: Some("verify".into()), value: "abc123".into() }],
        podroll: vec![RemoteFeed {
            feed_guid: "917393e3-1b1e-5cef-ace4-edaa54e1f810".into(),
            url: Some(url("https://friends.example/feed.xml")),
            title: Some("Friends & Figures".into()),
        }],
        update: Some(UpdateFrequency { text: "Monthly".into(), rrule: Some("FREQ=MONTHLY".into()) }),
        complete: false,
        block: false,
        new_feed_url: None,
        location: Some(place()),
        hosts: vec![HOST],
        offer: Some(HOST_OFFER),
        subscribe: vec![Subscribe { app: "Apple Podcasts".into(), url: "https://podcasts.apple.com/podcast/id1".into() }],
        media: Media::default(),
        forms: form(),
        theme: "plain".into(),
        theme_options: serde_json::Value::Object(serde_json::Map::new()),
        words: Words::default(),
        postal_address: Some("12 Quay Street, Duluth, MN 55802".into()),
        checks: std::collections::BTreeMap::new(),
        paginate: 20,
        feed: FeedSettings { limit: None, notes_limit: 4000, pages: None },
        links: vec![link("About", "/show/about/")],
        social: vec![link("Mastodon", "https://social.example/@ledger")],
        analytics: None,
        transcribe: None,
        foreign: vec![foreign("acme", "https://acme.example/ns", "<acme:network>North &amp; South</acme:network>")],
    }
}

/// An element kept from another feed.
fn foreign(prefix: &str, address: &str, xml: &str) -> ForeignElement {
    ForeignElement { namespaces: std::collections::BTreeMap::from([(prefix.into(), address.into())]), xml: xml.into() }
}

/// The host.
#[must_use]
pub fn host() -> Person {
    Person {
        kind: PersonKind::Host,
        slug: Slug("ruth-abara".into()),
        source: RelPath("content/hosts/ruth-abara/index.md".into()),
        permalink: Permalink(String::new()),
        name: "Ruth Abara".into(),
        first_name: "Ruth".into(),
        initials: "RA".into(),
        business: Some("Abara Advisory".into()),
        role: Some("Founder".into()),
        tagline: Some("Helps family firms change hands".into()),
        photo: Some(picture("content/hosts/ruth-abara/ruth.jpg", "hosts/ruth-abara/ruth.jpg", 800, "Ruth Abara")),
        website: Some("https://abara.example/".into()),
        links: vec![link("LinkedIn", "https://linkedin.example/in/ruth")],
        offer: Some(HOST_OFFER),
        location: Some(place()),
        pronouns: Some("she/her".into()),
        sort_name: "Abara, Ruth".into(),
        aliases: vec![],
        introduction: introduction(),
        meet: vec!["Owners who want to retire within five years".into()],
        bio: Markdown("Ruth has sat on both sides of forty sales.".into()),
        hue: 210,
        ..Person::default()
    }
}

/// The guest partner, with everything filled in, and things told in confidence.
#[must_use]
pub fn person() -> Person {
    Person {
        kind: PersonKind::Partner,
        slug: Slug("dev-okafor".into()),
        source: RelPath("content/partners/dev-okafor/index.md".into()),
        permalink: Permalink("partners/dev-okafor/".into()),
        name: "Dev Okafor".into(),
        first_name: "Dev".into(),
        initials: "DO".into(),
        business: Some("Okafor & Daughters".into()),
        role: Some("Accountant".into()),
        tagline: Some("Finds the cash hidden in a healthy firm".into()),
        photo: Some(picture("content/partners/dev-okafor/dev.jpg", "partners/dev-okafor/dev.jpg", 640, "Dev Okafor at his desk")),
        website: Some("https://okafor.example/".into()),
        links: vec![link("Newsletter", "https://okafor.example/letter?a=1&b=2")],
        books: vec![Book {
            title: "Cash Before Profit".into(),
            url: Some("https://books.example/cash".into()),
            cover: Some(picture("content/partners/dev-okafor/book.png", "partners/dev-okafor/book.png", 400, "")),
        }],
        podcast: Some(PartnerPodcast {
            title: Some("Small Figures".into()),
            url: Some("https://figures.example/feed.xml".into()),
            guid: Some("c73b1a23-1c28-5edb-94c3-10d1745d0877".into()),
        }),
        offer: Some(PARTNER_OFFER),
        location: Some(place()),
        pronouns: Some("he/him".into()),
        sort_name: "Okafor, Dev".into(),
        aliases: vec![],
        introduction: introduction(),
        meet: vec!["Bakery owners".into(), "Estate lawyers".into()],
        consent: Consent::default(),
        bio: Markdown("Dev counts *other people's* money, kindly.".into()),
        hue: 24,
        private: Private::new(PersonPrivate {
            email: Some("dev.private@okafor.example".into()),
            phone: Some("+1 218 555 0100".into()),
            status: Some(Status::Published),
            notes: Some("SECRET-NOTE he may sell the firm".into()),
            next: Some("Send the thank-you".into()),
            sends: Some(2),
            more: vec![("invited".into(), "2026-01-05".into())],
        }),
    }
}

/// The partner's Referral Kit, open, asked for here.
#[must_use]
pub fn offer() -> Offer {
    Offer {
        slug: Slug("cash-map".into()),
        source: RelPath("content/offers/cash-map/index.md".into()),
        permalink: Permalink("offers/cash-map/".into()),
        title: "The Cash Map".into(),
        promise: Some("See in one page where next quarter's money comes from.".into()),
        button: "Send me the map".into(),
        audience: Some("Owners of firms with 5 to 50 people".into()),
        contains: vec!["A one-page map".into(), "Three worked examples".into()],
        cover: Some(picture("content/offers/cash-map/cover.png", "offers/cash-map/cover.png", 900, "The Cash Map")),
        file: Some(Asset {
            source: RelPath("content/offers/cash-map/map.pdf".into()),
            out: OutPath("offers/cash-map/thanks/map.pdf".into()),
            bytes: ByteLen(81_234),
            shape: None,
        }),
        url: None,
        form: form(),
        fields: vec!["name".into(), "email".into()],
        thanks: Some("It is on its way.".into()),
        state: OfferState::Open,
        until: Some(date(2026, 12, 31)),
        from: Some(date(2026, 1, 1)),
        owner: Some(PARTNER),
        body: Markdown("What the map shows, step by step.".into()),
    }
}

/// The host's Referral Kit, asked for elsewhere.
#[must_use]
pub fn host_offer() -> Offer {
    Offer {
        slug: Slug("exit-checklist".into()),
        source: RelPath("content/offers/exit-checklist.md".into()),
        permalink: Permalink("offers/exit-checklist/".into()),
        title: "The Exit Checklist".into(),
        promise: Some("Know what a buyer will ask.".into()),
        button: "Get the checklist".into(),
        file: None,
        url: Some(url("https://abara.example/checklist")),
        owner: Some(HOST),
        cover: None,
        ..offer()
    }
}

/// The spotlight episode: the host interviews the partner; every field filled.
#[must_use]
pub fn episode() -> Episode {
    Episode {
        slug: Slug("cash-before-profit".into()),
        source: RelPath("content/episodes/002-cash-before-profit/index.md".into()),
        permalink: Permalink("episodes/cash-before-profit/".into()),
        guid: "0c5b8a6e-5a5e-5d4e-9f57-2f1f3a8f9d10".into(),
        title: "Cash before profit".into(),
        date: zoned("2026-03-02T09:00:00-06:00[America/Chicago]"),
        guests: vec![PARTNER],
        hosts: vec![HOST],
        direction: Direction::Spotlight,
        number: Some(2),
        season: Some(2),
        kind: EpisodeKind::Full,
        explicit: false,
        summary: "Dev Okafor shows where a healthy firm hides its cash.".into(),
        recording: Some(recording("cash-before-profit", 1_694_000)),
        questions: vec![
            Question {
                ask: "What do owners count wrong?".into(),
                label: Some("Counting wrong".into()),
                at: Some(Millis(92_000)),
                answer: None,
            },
            Question {
                ask: "Whom would you like to meet?".into(),
                label: None,
                at: Some(Millis(1_207_250)),
                answer: Some("Bakery owners.".into()),
            },
        ],
        takeaways: vec!["Profit is an opinion, cash is a fact.".into()],
        quotes: vec![Quote { text: "Count what is in the till.".into(), by: Some("Dev Okafor".into()), at: Some(Millis(300_000)) }],
        chapters: vec![
            chapter(0, "Welcome", None),
            chapter(92_000, "Counting wrong", None),
            chapter(1_207_250, "Whom would you like to meet?", None),
            chapter(1_600_000, "The Cash Map", Some("https://ledger.example/show/go/dev-okafor/cash-map/")),
        ],
        silent_chapters: Vec::new(),
        has_own_chapters: false,
        transcript: Some(transcript().into()),
        voices: voices(),
        resources: vec![Resource {
            title: "The bakery spreadsheet".into(),
            url: Some("https://okafor.example/sheet".into()),
            kind: Some("tool".into()),
            note: Some("free to copy".into()),
        }],
        images: vec![picture("content/episodes/002-cash-before-profit/till.jpg", "episodes/cash-before-profit/till.jpg", 1200, "A till")],
        cover: Some(picture("content/episodes/002-cash-before-profit/cover.jpg", "episodes/cash-before-profit/cover.jpg", 1400, "")),
        people: vec![Credit {
            name: "Mina Sol".into(),
            role: Some("audio engineer".into()),
            group: Some("audio production".into()),
            url: Some("https://mina.example/".into()),
        }],
        call_to_action: Some(CallToAction {
            offer: PARTNER_OFFER,
            partner: Some(PARTNER),
            permalink: Permalink("go/dev-okafor/cash-map/".into()),
            at: Some(Millis(1_600_000)),
        }),
        feedback: vec![feedback("I counted the till the same night.", true)],
        private_feedback: Private::new(vec![
            feedback("I counted the till the same night.", true),
            feedback("SECRET-NOTE my partner does not know", false),
        ]),
        soundbites: vec![Soundbite { at: Millis(300_500), duration: Millis(42_000), title: Some("Count the till".into()) }],
        tags: vec![tag("Cash flow")],
        event: Some(EventId(0)),
        campaign: Some(CampaignId(0)),
        location: Some(place()),
        aliases: vec![OutPath("old/cash/".into())],
        republish: false,
        notes: Markdown(
            "Dev explains the **till rule**. See [the sheet](https://okafor.example/sheet).\n\n- Count first\n- Plan second\n".into(),
        ),
        files: vec![],
        foreign: vec![foreign(
            "podcast",
            "https://podcastindex.org/namespace/1.0",
            "<podcast:value type=\"lightning\" method=\"keysend\"><podcast:valueRecipient name=\"Ruth\" type=\"node\" address=\"02d5c1\" split=\"100\"/></podcast:value>",
        )],
    }
}

/// The turned episode: the partner interviews the host, and the host's offer closes it.
#[must_use]
pub fn turned_episode() -> Episode {
    Episode {
        slug: Slug("who-can-sign".into()),
        source: RelPath("content/episodes/003-who-can-sign/index.md".into()),
        permalink: Permalink("episodes/who-can-sign/".into()),
        guid: "74a3a3b2-6c39-5cf1-8f0e-3c0b6f0f7b11".into(),
        title: "Who can sign?".into(),
        date: zoned("2026-05-04T09:00:00-05:00[America/Chicago]"),
        direction: Direction::Turned,
        number: Some(3),
        recording: Some(recording("who-can-sign", 1_201_400)),
        questions: vec![],
        chapters: vec![],
        transcript: None,
        voices: std::collections::BTreeMap::new(),
        cover: None,
        people: vec![],
        soundbites: vec![],
        call_to_action: Some(CallToAction {
            offer: HOST_OFFER,
            partner: Some(PARTNER),
            permalink: Permalink("go/dev-okafor/exit-checklist/".into()),
            at: None,
        }),
        feedback: vec![],
        private_feedback: Private::default(),
        event: None,
        campaign: None,
        location: None,
        aliases: vec![],
        tags: vec![],
        summary: "Dev asks Ruth what a buyer looks at first.".into(),
        notes: Markdown("Ruth answers.".into()),
        ..episode()
    }
}

/// The show's trailer: no guest, no offer, no numbers.
#[must_use]
pub fn trailer() -> Episode {
    Episode {
        slug: Slug("trailer".into()),
        source: RelPath("content/episodes/001-trailer/index.md".into()),
        permalink: Permalink("episodes/trailer/".into()),
        guid: "5d0a2e35-8b3d-58d3-8a3d-6b8f2f3d7c12".into(),
        title: "What this show is".into(),
        date: zoned("2026-01-05T09:00:00-06:00[America/Chicago]"),
        guests: vec![],
        number: None,
        season: None,
        kind: EpisodeKind::Trailer,
        direction: Direction::Spotlight,
        recording: Some(recording("trailer", 61_000)),
        call_to_action: None,
        summary: "Why a show that introduces people.".into(),
        notes: Markdown(String::new()),
        ..turned_episode()
    }
}

/// A recording beside its episode, as MP3.
#[must_use]
pub fn recording(slug: &str, millis: u64) -> Recording {
    let facts = AudioFacts {
        container: "mp3".into(),
        codec: "mp3".into(),
        duration: Millis(millis),
        sample_rate: 44_100,
        channels: 1,
        bit_rate: 96_000,
        bytes: ByteLen(millis * 12),
        mime: "audio/mpeg".into(),
        ..AudioFacts::default()
    };
    Recording {
        url: url(&format!("https://ledger.example/show/episodes/{slug}/{slug}.mp3")),
        href: format!("/show/episodes/{slug}/{slug}.mp3"),
        file: Some(RecordingFile {
            source: RelPath(format!("content/episodes/{slug}/{slug}.mp3")),
            out: Some(OutPath(format!("episodes/{slug}/{slug}.mp3"))),
        }),
        bytes: facts.bytes,
        mime: facts.mime.clone(),
        duration: Some(facts.duration),
        facts: Some(facts),
        original: RecordingHash::from_hex(&blake3::hash(slug.as_bytes()).to_hex()),
        sound: Some(sound()),
        making: Making::AsRecorded,
    }
}

/// As loud as shows are, in four stretches.
#[must_use]
pub fn sound() -> Sound {
    Sound {
        loudness: Some(CentiLufs(-1_610)),
        true_peak: Some(CentiDb(-180)),
        silence_start: Millis(300),
        silence_end: Millis(800),
        sketch: vec![20, 90, 60, 40],
        outline: Outline::Here(Waveform { step: Millis(10), peaks: vec![(-20, 20), (-80, 90), (-70, 60), (-40, 40)] }),
        ..Sound::default()
    }
}

/// Two cues with times.
#[must_use]
pub fn transcript() -> Transcript {
    let cue = |start, end, speaker: &str, text: &str| Cue {
        start: Millis(start),
        end: Millis(end),
        speaker: Some(speaker.into()),
        text: text.into(),
    };
    Transcript {
        source: RelPath("content/episodes/002-cash-before-profit/transcript.vtt".into()),
        language: Some("en".into()),
        is_timed: true,
        cues: vec![
            cue(0, 4_000, "Ruth Abara", "Welcome, Dev."),
            cue(4_000, 9_500, "Dev Okafor", "Thank you; I brought the till & the books."),
        ],
    }
}

/// Who speaks in [`transcript`].
#[must_use]
pub fn voices() -> std::collections::BTreeMap<String, PersonId> {
    [("Ruth Abara".to_owned(), HOST), ("Dev Okafor".to_owned(), PARTNER)].into()
}

/// A live session, over, with its recording.
#[must_use]
pub fn event() -> Event {
    Event {
        slug: Slug("cash-evening".into()),
        source: RelPath("content/events/cash-evening.md".into()),
        permalink: Permalink("events/cash-evening/".into()),
        title: "An evening about cash".into(),
        starts: zoned("2026-02-10T18:00:00-06:00[America/Chicago]"),
        ends: zoned("2026-02-10T19:00:00-06:00[America/Chicago]"),
        guests: vec![PARTNER],
        hosts: vec![HOST],
        join: Some("https://meet.example/cash".into()),
        private_join: Private::new(Some("https://meet.example/SECRET-NOTE".into())),
        private_more: Private::default(),
        register: Some(Registration::Form(form())),
        capacity: Some(30),
        registered: None,
        bring_a_friend: true,
        episode: Some(EpisodeId(1)),
        campaign: Some(CampaignId(0)),
        is_past: true,
        body: Markdown("Bring last month's figures.".into()),
    }
}

/// A referral drive.
#[must_use]
pub fn campaign() -> Campaign {
    Campaign {
        slug: Slug("referral-week".into()),
        source: RelPath("content/campaigns/referral-week/index.md".into()),
        permalink: Permalink("campaigns/referral-week/".into()),
        title: "Referral week".into(),
        starts: date(2026, 2, 9),
        ends: date(2026, 2, 15),
        goal: Some(1000),
        sessions: vec![Session::Event(EventId(0)), Session::Episode(EpisodeId(1))],
        pledge: Some(Registration::Url("https://ledger.example/pledge".into())),
        sponsors: vec![Sponsor { link: link("Harbor Bank", "https://harbor.example/"), logo: None }],
        badges: vec![],
        count: 412,
        referrals: vec![Referral {
            date: Some(date(2026, 2, 10)),
            from: "Dev Okafor".into(),
            to: "Lake Bakery".into(),
            why: "They were buying an oven".into(),
            url: None,
        }],
        body: Markdown("A thousand introductions in one week.".into()),
    }
}

/// A page.
#[must_use]
pub fn page() -> Page {
    Page {
        slug: Slug("about".into()),
        source: RelPath("content/pages/about.md".into()),
        permalink: Permalink("about/".into()),
        title: "About".into(),
        description: Some("Who we are.".into()),
        body: Markdown("# About\n\nHello.".into()),
    }
}

/// A form sent by e-mail provider.
#[must_use]
pub fn form() -> Form {
    Form {
        provider: Some("formspree".into()),
        endpoint: Some("https://formspree.io/f/abc".into()),
        consent: Some("Ruth gets your address and writes to you about this kit.".into()),
        privacy_url: Some("/show/privacy/".into()),
    }
}

/// A square PNG or JPEG by its ending.
#[must_use]
pub fn picture(source: &str, out: &str, side: u32, alt: &str) -> Picture {
    let mime = if out.ends_with(".png") { "image/png" } else { "image/jpeg" };
    Picture {
        source: RelPath(source.into()),
        out: OutPath(out.into()),
        width: side,
        height: side,
        mime: mime.into(),
        has_alpha: false,
        colours: Colours::Screen,
        bytes: ByteLen(120_000),
        alt: alt.into(),
        credit: None,
        credit_url: None,
    }
}

/// A tag by its name.
#[must_use]
pub fn tag(name: &str) -> Tag {
    Tag { slug: Slug::from_text(name), name: name.into() }
}

/// A time with zone, as jiff writes it.
#[must_use]
pub fn zoned(text: &str) -> Zoned {
    text.parse().unwrap()
}

fn introduction() -> Introduction {
    Introduction {
        help: Some("Finding cash that is already there".into()),
        ideal_client: Some("Family firms with stock on shelves".into()),
        listen_for: vec!["We are growing but always short".into()],
        say_this: Some("You should meet Dev; he finds money in shelves.".into()),
        do_not_say: Some("He does taxes".into()),
        proof: Some("Forty firms in ten years".into()),
        next_step: Some("A short call, no charge".into()),
    }
}

fn place() -> Location {
    Location {
        name: "Duluth, Minnesota".into(),
        rel: Some("creator".into()),
        geo: Some("geo:46.78,-92.10".into()),
        osm: Some("R136712".into()),
        country: Some("US".into()),
    }
}

fn feedback(text: &str, public: bool) -> Feedback {
    Feedback { text: text.into(), from: Some("A listener".into()), date: Some(date(2026, 3, 5)), public }
}

fn chapter(at: u64, title: &str, url: Option<&str>) -> Chapter {
    Chapter { at: Millis(at), title: title.into(), url: url.map(str::to_owned), ..Chapter::default() }
}

fn link(title: &str, url: &str) -> Link {
    Link { title: title.into(), url: url.into() }
}

fn url(text: &str) -> AbsoluteUrl {
    AbsoluteUrl(text.into())
}
