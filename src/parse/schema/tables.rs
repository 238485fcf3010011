//! The tables themselves: one for each kind of file, and one for each mapping inside.

use super::{Field, Shape, key, required, words};
use crate::model::{FormService, Status};
use crate::parse::{episode, person, show};
use Shape::{Address, Date, Either, Flag, Mapping, Number, OneOrMany, Open, Text, Time, Whole, Words};

const TEXTS: Shape = OneOrMany(&Text);

const fn list(of: &'static Shape) -> Shape {
    OneOrMany(of)
}

/// A link with words.
const LINKS: Shape = list(&Either(&[Text, Open(&LINK)]));

/// `{title, url}`.
pub const LINK: [Field; 2] = [key("title", Text, "what it is called"), key("url", Address, "where it leads")];
/// `{app, url}`.
pub const SUBSCRIBE: [Field; 2] = [key("app", Text, "the app or directory"), key("url", Address, "the show there")];
/// `{name, email}`.
pub const OWNER: [Field; 2] =
    [key("name", Text, "whose the show is"), key("email", Text, "an address that directories may write to; it is published")];
/// `{name, url}`.
pub const LICENSE: [Field; 2] = [required("name", Text, "SPDX name, such as CC-BY-4.0"), key("url", Address, "its words")];
/// `{url, text}`.
pub const FUNDING: [Field; 2] = [required("url", Address, "where to give"), key("text", Text, "the words of the button")];
/// `{purpose, value}`.
pub const TXT: [Field; 2] = [key("purpose", Text, "what for, such as verify"), required("value", Text, "the words")];
/// `{feed_guid, url, title}`.
pub const PODROLL: [Field; 3] =
    [required("feed_guid", Text, "podcast:guid of the other show"), key("url", Address, "its feed"), key("title", Text, "its name")];
/// `{name, rel, geo, osm, country}`.
pub const LOCATION: [Field; 5] = [
    required("name", Text, "the place as people say it"),
    key("rel", Words(&["subject", "creator"]), "what it is about, or where it is made"),
    key("geo", Text, "latitude and longitude, such as geo:46.78,-92.10"),
    key("osm", Text, "OpenStreetMap: N, W or R and a number"),
    key("country", Text, "two letters"),
];
const PLACE: Shape = Either(&[Text, Mapping(&LOCATION)]);
/// `media`.
pub const MEDIA: [Field; 5] = [
    key("base_url", Address, "where recordings are served, if not with the site"),
    key("prefix", list(&Address), "measuring services in front of recordings"),
    key("format", Words(&["mp3", "m4a"]), "builds make the published recording of this kind"),
    key("bitrate", Either(&[Number, Text]), "of published recordings, kbit/s"),
    key("loudness", Either(&[Number, Text]), "of published recordings, LUFS"),
];
const PROVIDERS: [&str; 9] = words(&FormService::ALL);
/// `forms`, and an offer's `form`.
pub const FORM: [Field; 4] = [
    key("provider", Words(&PROVIDERS), "the service that takes requests"),
    key("endpoint", Text, "where they are sent: the address or name that the service gives you"),
    key("consent", Text, "what people agree to when they send it"),
    key("privacy_url", Text, "your privacy page"),
];
const A_FORM: Shape = Either(&[Words(&PROVIDERS), Mapping(&FORM)]);
/// A form, its provider, the word `form`, or an address.
const REGISTRATION: Shape = Either(&[Text, Mapping(&FORM)]);
/// `feed` in show.yaml.
pub const SHOW_FEED: [Field; 3] = [
    key("limit", Whole(1), "how many episodes the feed holds"),
    key("notes_limit", Whole(1), "bytes of an episode's notes in the feed"),
    key("pages", Whole(1), "episodes on each page of the feed"),
];
/// `transcribe`.
pub const TRANSCRIBE: [Field; 2] =
    [key("command", TEXTS, "your transcriber with its arguments"), key("produces", Text, "the file that it makes")];
const SHOW_KINDS: [&str; 2] = words(&show::SHOW_KINDS);

/// show.yaml.
pub const SHOW: [Field; 40] = [
    required("title", Text, "the name of the show, and nothing else"),
    required("description", Text, "what a listener gets, in two or three sentences"),
    required("base_url", Address, "where the site will live; may have a path"),
    required("language", Text, "such as en, en-US or es"),
    key("timezone", Text, "of the dates you write, such as America/Chicago"),
    key("author", Text, "who makes the show, as apps print it below the title"),
    key("owner", Mapping(&OWNER), "whose the show is"),
    key("subtitle", Text, "one line below the title"),
    key("copyright", Text, "the holder's name alone"),
    key("license", Either(&[Text, Mapping(&LICENSE)]), "under which others may use it"),
    key("explicit", Flag, "not for children"),
    key("type", Words(&SHOW_KINDS), "newest first, or heard in order"),
    key("categories", list(&Either(&[Text, Open(&[])])), "Apple's, such as Business > Marketing"),
    key("cover", Text, "cover art in content/, square, 3000 pixels"),
    key("guid", Text, "podcast:guid; made once by itself"),
    key("locked", Flag, "no other host may take the show over"),
    key("medium", Words(&show::MEDIA), "what the show is made of"),
    key("funding", list(&Either(&[Text, Mapping(&FUNDING)])), "where listeners can give"),
    key("txt", list(&Either(&[Text, Mapping(&TXT)])), "words for services, such as verify"),
    key("podroll", list(&Mapping(&PODROLL)), "shows that you recommend"),
    key("update", Text, "how often: weekly, monthly, or a rule of RFC 5545"),
    key("complete", Flag, "no more episodes will come"),
    key("block", Flag, "kept out of directories"),
    key("new_feed_url", Address, "where the feed has moved"),
    key("location", PLACE, "where it is made, or what it is about"),
    key("hosts", TEXTS, "folders in content/hosts/; all unless given"),
    key("offer", Text, "the host's own Referral Kit, a folder in content/offers/"),
    key("subscribe", list(&Either(&[Text, Open(&SUBSCRIBE)])), "where people can follow"),
    key("media", Mapping(&MEDIA), "how recordings are published"),
    key("forms", A_FORM, "how requests reach you"),
    key("theme", Text, "a folder in themes/, or default"),
    key("theme_options", Open(&[]), "what the theme understands"),
    key("postal_address", Text, "for the page footer and letters"),
    key("checks", Open(&[]), "rules to soften or silence: off, info or warning"),
    key("paginate", Whole(1), "episodes on one page"),
    key("feed", Mapping(&SHOW_FEED), "how much the feed holds"),
    key("links", LINKS, "the menu"),
    key("social", LINKS, "profiles"),
    key("analytics", Text, "a snippet for every page; none unless given"),
    key("transcribe", Either(&[TEXTS, Mapping(&TRANSCRIBE)]), "your transcriber"),
];

/// `books`.
pub const BOOK: [Field; 3] =
    [key("title", Text, "its title"), key("url", Address, "where to find it"), key("cover", Text, "a picture beside this file")];
/// `feed` of a person.
pub const PERSON_FEED: [Field; 3] =
    [key("title", Text, "its name"), key("url", Address, "its feed"), key("guid", Text, "its podcast:guid")];
/// `introduction`.
pub const INTRODUCTION: [Field; 7] = [
    key("help", Text, "what they help with"),
    key("ideal_client", Text, "whom they help best"),
    key("listen_for", TEXTS, "words that say somebody needs them"),
    key("say_this", Text, "how to introduce them"),
    key("do_not_say", Text, "what not to say"),
    key("proof", Text, "why to trust them"),
    key("next_step", Text, "what happens after"),
];
const CONSENT_WORDS: [&str; 5] = words(&person::CONSENT);
const CONSENT_FLAGS: [Field; 5] = {
    let mut fields = [key("", Flag, "allowed"); 5];
    let mut at = 0;
    while at < fields.len() {
        fields[at].name = CONSENT_WORDS[at];
        at += 1;
    }
    fields
};
const STATUS: [&str; 10] = words(&Status::ALL);
/// Keys of `private` that mean something.
pub const PRIVATE: [Field; 6] = [
    key("email", Text, "never leaves the desk"),
    key("phone", Text, "never leaves the desk"),
    key("status", Words(&STATUS), "where they stand"),
    key("notes", Either(&[TEXTS, Open(&[])]), "for your eyes only"),
    key("next", Either(&[TEXTS, Open(&[])]), "what you owe them"),
    key("sends", Whole(0), "people they sent so far"),
];

/// Hosts and partners.
pub const PERSON: [Field; 19] = [
    required("name", Text, "the whole name"),
    key("business", Text, "their company"),
    key("role", Text, "what they are there"),
    key("tagline", Text, "what they do, in one line"),
    key("photo", Text, "a picture beside this file, square, 800 pixels"),
    key("photo_credit", Text, "who took it"),
    key("website", Address, "their site"),
    key("links", LINKS, "more about them"),
    key("books", list(&Either(&[Text, Mapping(&BOOK)])), "what they wrote"),
    key("feed", Either(&[Text, Mapping(&PERSON_FEED)]), "their own podcast"),
    key("offer", Text, "their Referral Kit, a folder in content/offers/"),
    key("location", PLACE, "where they work"),
    key("pronouns", Text, "as they wish"),
    key("sort_name", Text, "the name by which lists are sorted"),
    key("aliases", TEXTS, "other spellings, and old addresses"),
    key("introduction", Mapping(&INTRODUCTION), "how to introduce them, in their own words"),
    key("meet", TEXTS, "whom they would like to meet"),
    key(
        "consent",
        Either(&[list(&Either(&[Words(&CONSENT_WORDS), Words(&["all", "none", "yes", "no"])])), Flag, Mapping(&CONSENT_FLAGS)]),
        "what they allowed; all unless given",
    ),
    key("private", Open(&PRIVATE), "never leaves the desk"),
];

/// Offers, in files of their own or inside an episode.
pub const OFFER: [Field; 15] = [
    required("title", Text, "what it is called"),
    required("promise", Text, "what somebody gets by it, in one sentence"),
    key("button", Text, "the words of the button"),
    key("for", Text, "whom it is for"),
    key("contains", TEXTS, "what is in it"),
    key("cover", Text, "a picture beside this file"),
    key("file", Text, "what is handed over, beside this file"),
    key("url", Text, "where it is asked for, if elsewhere"),
    key("form", A_FORM, "instead of the show's"),
    key("fields", TEXTS, "what the form asks: name, email, …"),
    key("thanks", Text, "the words after it was asked for"),
    key("from", Date, "first day"),
    key("until", Date, "last day"),
    key("owner", Text, "whose it is: host or partner"),
    key("aliases", TEXTS, "old addresses"),
];

/// `audio`.
pub const AUDIO: [Field; 4] = [
    required("url", Address, "where the recording is kept"),
    key("bytes", Whole(1), "its size"),
    key("type", Text, "such as audio/mpeg"),
    key("duration", Time, "its length"),
];
/// `questions`.
pub const QUESTION: [Field; 4] = [
    required("ask", Text, "the question"),
    key("label", Text, "a few words for the player"),
    key("at", Time, "when it is asked"),
    key("answer", Text, "the answer in short"),
];
/// `quotes`.
pub const QUOTE: [Field; 3] =
    [required("text", Text, "the words"), key("by", Text, "who said them"), key("at", Time, "when they were said")];
/// `chapters`.
pub const CHAPTER: [Field; 4] = [
    required("at", Time, "when it begins"),
    required("title", Text, "a few words"),
    key("url", Address, "a page about it"),
    key("image", Text, "a picture beside this file, or its address"),
];
/// `resources`.
pub const RESOURCE: [Field; 4] = [
    key("title", Text, "what it is called"),
    key("url", Address, "where it is"),
    key("kind", Text, "book, article, …"),
    key("note", Text, "why it matters"),
];
/// `images`.
pub const IMAGE: [Field; 4] = [
    required("file", Text, "a picture beside this file"),
    key("alt", Text, "what it shows, for those who cannot see it"),
    key("credit", Text, "who made it"),
    key("credit_url", Address, "where the maker is found"),
];
/// `people`.
pub const CREDIT: [Field; 4] = [
    required("name", Text, "the whole name"),
    key("role", Text, "of the Podcast Taxonomy, such as Audio Editor"),
    key("group", Text, "of the Podcast Taxonomy"),
    key("url", Address, "where they are found"),
];
/// `feedback`.
pub const FEEDBACK: [Field; 4] = [
    required("text", Text, "what was said"),
    key("from", Text, "who said it"),
    key("date", Date, "when"),
    key("public", Flag, "may be shown on the site"),
];
/// `soundbites`.
pub const SOUNDBITE: [Field; 3] = [
    required("at", Time, "when it begins"),
    required("duration", Time, "its length, 15 to 120 seconds"),
    key("title", Text, "a few words"),
];
const DIRECTIONS: [&str; 2] = words(&episode::DIRECTIONS);
const EPISODE_KINDS: [&str; 3] = words(&episode::KINDS);

/// Episodes.
pub const EPISODE: [Field; 32] = [
    required("title", Text, "what a listener gets; without number and name of the show"),
    // A draft may leave it out.
    key("date", Date, "when it is published; only a draft may leave it out"),
    key("guests", TEXTS, "folders in content/partners/"),
    key("hosts", TEXTS, "who asks; the show's hosts unless given"),
    key("direction", Words(&DIRECTIONS), "turned: the partner asks you"),
    key("number", Whole(1), "of the episode"),
    key("season", Whole(1), "of the season"),
    key("type", Words(&EPISODE_KINDS), "full unless given"),
    key("explicit", Flag, "not for children"),
    key("summary", Text, "a sentence or two"),
    key("audio", Either(&[Text, Mapping(&AUDIO)]), "a file beside this one, or where the recording is kept"),
    key("questions", list(&Either(&[Text, Mapping(&QUESTION)])), "the interview, in the order heard"),
    key("takeaways", TEXTS, "what to remember"),
    key("quotes", list(&Either(&[Text, Mapping(&QUOTE)])), "words worth sharing"),
    key("chapters", list(&Either(&[Text, Mapping(&CHAPTER)])), "a list, or a file; the questions unless given"),
    key("transcript", Text, "a file beside this one; found by itself"),
    key("resources", list(&Either(&[Text, Mapping(&RESOURCE)])), "what was mentioned"),
    key("images", list(&Either(&[Text, Mapping(&IMAGE)])), "pictures"),
    key("cover", Text, "cover art of this episode"),
    key("people", list(&Either(&[Text, Mapping(&CREDIT)])), "who else made it"),
    key("offer", Either(&[Text, Flag, Mapping(&OFFER)]), "a folder in content/offers/, an offer written here, or none"),
    key("offer_at", Time, "when it is raised"),
    key("feedback", list(&Either(&[Text, Mapping(&FEEDBACK)])), "what listeners said"),
    key("soundbites", list(&Mapping(&SOUNDBITE)), "excerpts for apps"),
    key("tags", TEXTS, "topics"),
    key("event", Text, "the live session it records"),
    key("campaign", Text, "the referral drive it belongs to"),
    key("location", PLACE, "what it is about, or where it was made"),
    key("guid", Text, "made once by itself; never change it"),
    key("aliases", TEXTS, "old addresses"),
    key("draft", Flag, "not published"),
    key("republish", Flag, "the recording was exchanged on purpose"),
];

/// Events.
pub const EVENT: [Field; 16] = [
    required("title", Text, "what it is called"),
    required("starts", Date, "when it starts"),
    key("ends", Date, "when it ends"),
    key("duration", Either(&[Number, Text]), "how long it is"),
    key("timezone", Text, "of these times"),
    key("guests", TEXTS, "folders in content/partners/"),
    key("hosts", TEXTS, "who asks"),
    key("join", Text, "address or telephone number"),
    key("private", Open(&[]), "never leaves the desk; join: for those who registered"),
    key("register", REGISTRATION, "a form, or an address"),
    key("capacity", Whole(1), "how many can come"),
    key("registered", Whole(0), "how many will come"),
    key("bring_a_friend", Flag, "say so on the page"),
    key("episode", Text, "the recording afterwards"),
    key("campaign", Text, "the referral drive it belongs to"),
    key("aliases", TEXTS, "old addresses"),
];

/// `sponsors`.
pub const SPONSOR: [Field; 3] =
    [key("name", Text, "who"), key("url", Address, "their site"), key("logo", Text, "a picture beside this file")];
/// `badges`.
pub const BADGE: [Field; 2] = [key("file", Text, "a picture beside this file"), key("alt", Text, "what it says")];

/// Campaigns.
pub const CAMPAIGN: [Field; 9] = [
    required("title", Text, "what it is called"),
    required("starts", Date, "first day"),
    required("ends", Date, "last day"),
    key("goal", Whole(1), "how many referrals"),
    key("sessions", TEXTS, "events and episodes"),
    key("pledge", REGISTRATION, "a form, or an address"),
    key("sponsors", list(&Either(&[Text, Mapping(&SPONSOR)])), "who helps"),
    key("badges", list(&Either(&[Text, Mapping(&BADGE)])), "for those who take part"),
    key("aliases", TEXTS, "old addresses"),
];

/// Pages.
pub const PAGE: [Field; 5] = [
    key("title", Text, "the first heading unless given"),
    key("description", Text, "one sentence for search engines"),
    key("summary", Text, "the same"),
    key("draft", Flag, "not published"),
    key("aliases", TEXTS, "old addresses"),
];
