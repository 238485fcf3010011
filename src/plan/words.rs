//! What the pages say besides what authors wrote, in English; `theme_options.strings` in `show.yaml` puts other words in their place.

use crate::model::Site;
use std::collections::BTreeMap;

/// Every phrase by its key. `{name}` and the like are filled in; order is alphabetical, so that a key is found by halving.
const ENGLISH: &[(&str, &str)] = &[
    ("after_that", "After that"),
    ("after_that_text", "You decide. Whether you talk to {owner} is up to you."),
    ("all_episodes", "All {n}, and every question asked"),
    ("also_took_part", "Also took part"),
    ("and", "and"),
    ("answers", "answers {host}’s questions."),
    ("answers_many", "answer {host}’s questions."),
    ("ask_by_email", "Ask by email"),
    ("ask_first", "What do people say when it’s time to call you?"),
    ("ask_first_heard", "When somebody says “{words}”, what is really going on?"),
    (
        "ask_first_rest",
        "What do most people get wrong before they come to you?\nTell us about one client it turned out well for. What did you do first?\nWhat can a listener do this week, without you?\nWhom would you like to meet, and which words should we use?",
    ),
    ("ask_for_introduction", "Ask for an introduction"),
    ("ask_for_introduction_text", "{host} can introduce you to {name} by email. Say a line about your situation."),
    ("ask_turned", "{guests} asks, {host} answers."),
    ("ask_turned_first", "What is the first thing you ask a new client, and why that?"),
    ("ask_turned_first_heard", "When somebody says “{words}”, what do you ask back?"),
    (
        "ask_turned_first_rest",
        "What do most owners find out a year too late?\nTell us about a client who surprised you. What changed?\nWhat can a listener do by Friday, without you?\nWho should call you, and what happens when they do?",
    ),
    ("ask_turned_many", "{guests} ask, {host} answers."),
    ("ask_who_sent", "{name} sent you"),
    ("ask_who_sent_text", "This is the kit {name} told you about."),
    ("asked_by_email_text", "Write to {name} and it comes back by email. The subject line is filled in for you."),
    ("back_to", "Back to {title}"),
    ("badge_code", "Code for your website"),
    ("badges", "Badges to show"),
    ("be_a_guest", "Could your clients use an introduction?"),
    (
        "be_a_guest_text",
        "If you serve the same people and the same question keeps reaching your desk, come and answer it here. {host} brings the questions and does the editing. You bring half an hour.",
    ),
    ("books", "Books"),
    ("bring_a_friend", "Bring somebody who could use it: every place is for two."),
    ("bring_a_friend_title", "Bring somebody along"),
    ("calendar", "Add to calendar"),
    ("calendar_all", "All sessions in your calendar"),
    ("call_number", "Call {number}"),
    ("call_when", "Call {name} when…"),
    ("campaign_coming", "It starts on {date}."),
    ("campaign_live", "It runs until {date}."),
    ("campaign_past", "It ended on {date}."),
    ("campaigns", "Referral drives"),
    ("chapters", "Chapters"),
    ("clear", "Clear"),
    ("close", "Close"),
    ("closed_text", "It could be asked for until {date}."),
    ("closed_title", "{title} is closed"),
    ("comes_up_at", "Comes up at {at}."),
    ("copied", "Copied"),
    ("copy", "Copy"),
    ("copy_embed", "Copy embed code"),
    ("copy_link", "Copy link"),
    ("copy_link_at", "Copy link at {at}"),
    ("copy_quote", "Copy quote"),
    ("count_episodes", "{episodes} with {people}. {questions} asked."),
    ("date", "{month} {day}, {year}"),
    ("do_not_say", "Better not"),
    ("done_campaign", "Thank you. Your promise for {title} is noted."),
    ("done_event", "You’re on the list for {title}. Keep an eye on your inbox."),
    ("done_guest", "{host} reads every question and writes back."),
    ("done_title", "Thank you"),
    ("download", "Download"),
    ("email_it", "Email it"),
    ("email_to_clients", "Email to your clients"),
    ("embed_code", "Player for your website"),
    ("episode", "episode"),
    ("episodes", "episodes"),
    ("error_email", "That doesn’t look like an email address. It should read like name@example.com."),
    ("error_empty", "This is needed before it can be sent."),
    ("error_url", "That doesn’t look like a web address. It should read like https://example.com."),
    ("event_instead", "Hear them here"),
    ("event_no_recording", "There is no recording of it."),
    ("event_over", "This session is over."),
    ("events", "Live sessions"),
    ("events_all", "All live sessions"),
    ("events_none", "None is planned at the moment."),
    ("events_past", "Over"),
    ("explicit", "Explicit"),
    ("feed", "RSS feed"),
    ("feed_address", "Feed address"),
    ("feed_how", "This is the show’s feed: an address for podcast apps. Copy it into yours, and every new episode comes by itself."),
    ("feed_page", "See the show’s page"),
    ("feedback", "What listeners said"),
    ("field_brought_by", "Who sent you?"),
    ("field_company", "Company"),
    ("field_email", "Email"),
    ("field_friend", "Friend’s name"),
    ("field_last_name", "Last name"),
    ("field_message", "Message"),
    ("field_name", "First name"),
    ("field_phone", "Phone"),
    ("field_topic", "The question your clients keep asking"),
    ("field_website", "Website"),
    ("follow", "Follow in your app"),
    ("follow_along", "Follow along"),
    ("for", "Whom it is for: {audience}"),
    ("free_from", "Free from"),
    ("friend_box", "A message to send"),
    ("friend_sent", "A friend thought of you"),
    ("friend_subject", "Come along? {title}"),
    (
        "friend_text",
        "I’m going to “{title}” and thought of you.\n\n{when}\n\nCome along? Put your name down here and say that I sent you:\n{url}",
    ),
    ("from", "From"),
    ("from_owner", "Free from {name}."),
    ("full", "Every place is taken. Write a line, and you hear when one comes free."),
    ("full_subject", "If a place comes free: {title}"),
    ("full_title", "All places are taken"),
    ("get_it_at", "Get it at {domain}"),
    ("get_the_kit", "Get the kit"),
    ("goal", "{count} of {goal} referrals"),
    ("goal_reached", "The goal is reached: {percent} %."),
    ("guest_asked", "What is asked of you"),
    ("guest_asked_1", "A handful of questions your clients really ask, in their words."),
    ("guest_asked_2", "How you’d like to be introduced: when to think of you, and what to say."),
    ("guest_asked_3", "A photo, and the address people should find you at."),
    ("guest_asked_4", "Your word on what may be published: recording, transcript, excerpts, photo. You decide about each."),
    ("guest_how", "How it works"),
    ("guest_introduced", "An example"),
    ("guest_introduced_text", "This is what an introduction looks like when it is written down."),
    ("guest_step_1", "You name a question"),
    ("guest_step_1_text", "The one your clients keep asking, in their words. A handful more if you have them."),
    ("guest_step_2", "We talk for half an hour"),
    ("guest_step_2_text", "A phone is enough. {host} asks, you answer. No slides, no pitch."),
    ("guest_step_3", "You get everything"),
    ("guest_step_3_text", "A page, the recording, an email to send and your own kit for listeners. Nobody pays to be on."),
    ("guest_who", "{host} reads it and answers. It goes nowhere else."),
    ("hear_first", "Want to hear it first?"),
    ("hear_first_text", "{names} talk it through in {length}."),
    ("heard_in", "Heard in"),
    ("help", "What {name} helps with"),
    ("honeypot", "Leave this empty"),
    ("host_eyebrow", "Asks the questions"),
    ("hours", "{h} h {m} min"),
    ("how_to_introduce", "How to introduce {name}"),
    ("how_we_handle_it", "How we handle it"),
    ("ideal_client", "For whom"),
    ("introduce_us", "Ask {host} to introduce us"),
    ("introduce_us_body", "Hello {host},\n\nplease introduce me to {name}.\n\nA line about my situation: \n"),
    ("introduce_us_subject", "Please introduce me to {name}"),
    ("introduction_hello", "Hello,"),
    ("introduction_hint", "Change anything. Short works best."),
    ("introduction_over", "{name} reads this too, so a short answer to both of us is enough."),
    ("introduction_over_host", "{host} reads this too and will put you in touch with {name}."),
    ("introduction_over_page", "Here is how to reach {name}:"),
    ("introduction_plain", "I thought of you when I heard what {name} does. {help}"),
    ("introduction_subject", "Meet {name}"),
    ("introduction_to_send", "An introduction you can send"),
    ("join", "Join"),
    ("keep_listening", "Keep listening"),
    ("keys", "Keyboard shortcuts"),
    ("keys_anywhere", "Work anywhere on the page"),
    ("keys_close", "Close what is open"),
    ("keys_copy", "Copy a link to this moment"),
    ("keys_list", "Show this list"),
    ("keys_nudge", "5 seconds back or forward, on the track"),
    ("keys_page", "Next or previous question, on the track"),
    ("keys_play", "Play or pause"),
    ("keys_question", "Previous or next question"),
    ("keys_scope", "They work while you are in the player, in the transcript or in the bar at the bottom."),
    ("keys_space", "Space"),
    ("keys_speed", "Slower or faster"),
    ("keys_tenths", "Jump to 0–90 %"),
    ("kit", "Kit"),
    ("kit_card", "Cards to print and cut"),
    ("kit_card_from", "{name} sent you."),
    ("kit_card_hint", "Print this page on stiff paper at full size and cut along the lines: eight cards, on A4 or Letter."),
    ("kit_card_title", "Cards for {name}"),
    ("kit_code_alt", "QR code: {title}"),
    ("kit_code_page", "This page"),
    ("kit_drawn", "Pictures, right sizes"),
    ("kit_for", "Made for {name}"),
    ("kit_lead", "Everything below is ready to send as it is. Pick one. The email to your own clients does the most good."),
    ("kit_links", "Links that credit you"),
    ("kit_on_paper", "On paper"),
    ("kit_picture_alt", "{title}, from {show}"),
    ("kit_picture_quote", "Quote card"),
    ("kit_picture_square", "Square post"),
    ("kit_picture_story", "Story"),
    ("kit_picture_tall", "Tall post"),
    ("kit_picture_wide", "Wide post"),
    ("kit_pictures", "Pictures"),
    ("kit_post", "“{quote}” I talked with {host} about this: {title}."),
    ("kit_post_offer", "{offer}, free here:"),
    ("kit_post_plain", "I talked with {host}: {title}."),
    ("kit_post_turned", "I asked {host} what our clients ask: {title}."),
    ("kit_title", "Your {episode} is live. No homework."),
    ("kit_turn", "Shall we turn the tables?"),
    (
        "kit_turn_text",
        "{host} would be glad to answer questions for your clients in return, and brings the recorder, the questions and the finished page. You ask.",
    ),
    ("kit_wrong", "Something wrong?"),
    ("kit_wrong_text", "A name, a number, a sentence you would rather not have said: tell {host} and it is changed."),
    ("know_someone", "Know someone who needs it?"),
    ("know_someone_text", "Send them the talk rather than the form. They can decide."),
    ("license", "Licence"),
    ("link_copied", "Link copied"),
    ("link_to_question", "Link to question {n}"),
    ("listen", "Listen"),
    ("listen_for", "Send someone to {name} when you hear"),
    ("live", "Live now"),
    ("live_now", "Kits you can ask for"),
    ("load_failed", "The recording could not be loaded."),
    ("made_by", "Picture"),
    ("meet", "Whom {name} would like to meet"),
    ("meet_people", "Meet the people"),
    ("menu", "Menu"),
    ("menu_episodes", "Episodes"),
    ("menu_follow", "Follow"),
    ("menu_people", "People"),
    ("meter_code", "The meter for your website"),
    ("meter_data", "The figures for programs"),
    ("meter_hint", "It keeps counting by itself. The code leads people here."),
    ("minutes", "{m} min"),
    ("months", "January February March April May June July August September October November December"),
    ("more", "More"),
    ("newer", "Newer"),
    ("newest", "The newest"),
    ("news_box", "Also tell me when {host} publishes something new."),
    ("next", "What happens next"),
    ("next_now", "Now"),
    ("next_now_text", "You leave an address. Nothing to install, no call to book."),
    ("next_then", "Then"),
    ("next_then_text", "{owner} sends {title} to that address."),
    ("no_transcript", "Transcript to follow."),
    ("nobody_pays", "Nobody pays to be on."),
    ("not_found", "This page is not here"),
    ("not_found_text", "The address was mistyped, or the page has moved. Everything that was published is in the list of all episodes."),
    ("numbers", "no one two three four five six seven eight nine ten eleven twelve"),
    ("older", "Older"),
    ("on_stage", "On stage"),
    ("open_file", "Open the file"),
    ("optional", "optional"),
    ("page_of", "Page {n} of {total}"),
    ("pause_title", "Pause {title}"),
    ("people", "The people, and when to call them"),
    ("people_count_many", "{n} people"),
    ("people_count_one", "{n} person"),
    ("people_lead", "Nobody pays to be here."),
    ("pictures", "Pictures"),
    ("places_left_many", "{n} of {capacity} places are left."),
    ("places_left_one", "{n} of {capacity} places is left."),
    ("play_latest", "Play the latest"),
    ("play_this", "Play this"),
    ("play_title", "Play {title}"),
    ("played_at", "at {at}"),
    ("player", "Player"),
    ("player_back", "Back {n} seconds"),
    ("player_forward", "Forward {n} seconds"),
    ("player_position", "Position in {title}"),
    ("player_said", "{at} of {length}"),
    ("player_said_question", "{at} of {length}, question {n}: {question}"),
    ("player_speed", "Speed"),
    ("playlist", "All of them in your player"),
    ("pledge", "Promise a referral"),
    ("pledge_at", "Promise at {domain}"),
    ("pledge_button", "Count me in"),
    ("privacy", "Privacy: what we keep, and why"),
    ("promote", "Tell others about it"),
    ("promote_lead", "Change anything, and send it on."),
    (
        "promote_mail",
        "Hello,\n\n{host} and a few of us are making introductions until {until}: two people who should know each other, one email, three sentences. Nobody has to buy anything.\n\nWho would you introduce? Here is how it works:\n{url}",
    ),
    ("promote_mail_title", "Email"),
    ("promote_post", "I’m making introductions until {until}, two people who should know each other. Who would you introduce? {url}"),
    ("promote_post_title", "Short post"),
    ("promote_subject", "{title}"),
    ("proof", "Why {name}"),
    ("questions", "Questions"),
    ("questions_count_many", "{n} questions"),
    ("questions_count_one", "{n} question"),
    ("quote_copied", "Quote copied"),
    ("quote_text", "“{words}” — {who} {link}"),
    ("raise_hand", "Raise your hand for {title}"),
    ("reach", "Reach {name}"),
    ("recording", "Listen to the recording"),
    (
        "recording_text",
        "Twenty to thirty minutes of questions; {host} calls {name}. A quiet room, a telephone on charge, a glass of water.\n\nIt becomes an interview of “{show}”.",
    ),
    ("recording_title", "Recording: {name} and {host}"),
    ("referrals", "Who referred whom"),
    ("referrals_hint", "Only those whose people all said yes."),
    ("referrals_many", "{n} referrals"),
    ("referrals_none", "No referrals yet"),
    ("referrals_one", "1 referral"),
    ("referrals_wait", "The first one could be yours."),
    ("register", "Register"),
    ("register_at", "Register at {domain}"),
    ("resources", "Mentioned"),
    ("resumed", "Picked up at {at}."),
    ("retry", "Try again"),
    ("save_contact", "Save contact"),
    ("search", "Every question asked"),
    ("search_all", "Search"),
    ("search_failed", "The search could not be loaded."),
    ("search_label", "Search titles, people, questions and what was said"),
    ("search_lead", "Every episode with the questions that were asked in it."),
    ("search_more", "Show more"),
    ("search_none", "Nothing found for “{words}”."),
    ("search_none_text", "Then it has not been asked yet. Send it in, and {host} may ask it."),
    ("search_results", "Results"),
    ("search_results_many", "{n} found"),
    ("search_results_one", "{n} found"),
    ("season", "Season {n}"),
    ("see_episode", "Transcript and questions"),
    ("see_the_kit", "See {title}"),
    ("send_question", "Send a question"),
    ("sending", "Sending…"),
    ("sent_by_owner", "{owner} sends it."),
    ("sessions", "Sessions"),
    ("share", "Share"),
    ("share_this", "Share this {episode}"),
    ("share_with", "Share with an app…"),
    ("short_post_length", "{n} of {limit}"),
    ("skip", "Skip to the content"),
    ("sleep", "Sleep timer"),
    ("sleep_off", "Off"),
    ("sleep_question", "End of this question"),
    ("sleep_slept", "Stopped by the sleep timer."),
    ("someone", "Someone I’d send you to"),
    ("sponsors", "With thanks to"),
    ("start_over", "Start over"),
    ("subject", "Subject"),
    ("suggest", "Suggest a talk"),
    ("suggest_subject", "A question for {show}"),
    ("tables_turned", "Tables turned"),
    ("takeaways", "What to take away"),
    ("talked_about", "Being talked about right now"),
    ("tell_host", "Tell {host}"),
    ("thanks", "It’s on its way"),
    ("thanks_file", "It is ready for you here."),
    ("thanks_look", "Look for an email from {owner}. If nothing comes, check the spam folder."),
    ("thanks_look_at", "Look for an email from {owner} ({address}). If nothing comes, check the spam folder."),
    ("thanks_write", "Still nothing? Write to {owner}."),
    ("time_in", "{city} time"),
    ("topic", "On {topic}"),
    ("topics", "Topics"),
    ("transcript", "Transcript"),
    ("unnamed_all_many", "{n}, between people who’d rather not be named."),
    ("unnamed_all_one", "One, between people who’d rather not be named."),
    ("unnamed_many", "And {n} more, between people who’d rather not be named."),
    ("unnamed_one", "And one more, between people who’d rather not be named."),
    ("up_to", "Up to {n} people."),
    ("website", "Website"),
    ("while_you_wait", "While you wait"),
    ("who_gets_this", "Who gets this:"),
    ("with", "With"),
    ("would_rather_talk", "Would you rather just talk?"),
    ("write_it", "Write it"),
    ("write_to", "Write to {name}"),
    ("your_time", "({time} where you are)"),
];

/// The phrase under `key`, in the show's own words where it has some. A key that does not exist gives an empty text.
#[must_use]
pub fn word<'a>(site: &'a Site, key: &str) -> &'a str {
    let own = site.show.theme_options.get("strings").and_then(|strings| strings.get(key)).and_then(serde_json::Value::as_str);
    own.unwrap_or_else(|| english(key))
}

/// The built-in phrase under `key`; empty where there is none.
pub(super) fn english(key: &str) -> &'static str {
    ENGLISH.binary_search_by_key(&key, |(known, _)| known).ok().and_then(|at| ENGLISH.get(at)).map_or("", |(_, phrase)| phrase)
}

/// Whether there is a phrase of this name.
pub(super) fn is_known(key: &str) -> bool {
    ENGLISH.binary_search_by_key(&key, |(known, _)| known).is_ok()
}

/// The phrase whose name is most like this one, if any is alike enough.
pub(super) fn nearest(key: &str) -> Option<&'static str> {
    let alike = ENGLISH.iter().map(|(known, _)| (strsim::jaro_winkler(key, known), *known)).filter(|(likeness, _)| *likeness > 0.85);
    alike.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, known)| known)
}

/// What stands in braces in a phrase, as names of values do.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    inside.filter(|inside| !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
}

/// Whether any phrase has this value.
pub(super) fn is_filled(name: &str) -> bool {
    ENGLISH.iter().any(|(_, phrase)| placeholders(phrase).any(|known| known == name))
}

/// The phrase under `key` with `{name}`s filled in.
#[must_use]
pub fn phrase(site: &Site, key: &str, values: &[(&str, &str)]) -> String {
    let mut text = word(site, key).to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    text
}

/// `one` or `many` of the phrase under `key`, with the number filled in.
#[must_use]
pub fn count(site: &Site, key: &str, number: usize) -> String {
    let key = if number == 1 { format!("{key}_one") } else { format!("{key}_many") };
    phrase(site, &key, &[("n", &number.to_string())])
}

/// A number as a heading says it: "Seven", "13".
#[must_use]
pub fn spelled(site: &Site, number: usize) -> String {
    let Some(word) = word(site, "numbers").split_whitespace().nth(number) else { return number.to_string() };
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// All phrases by key, for templates.
#[must_use]
pub fn table(site: &Site) -> BTreeMap<&'static str, &str> {
    ENGLISH.iter().map(|(key, _)| (*key, word(site, key))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sample;

    #[test]
    fn every_key_is_found() {
        assert!(ENGLISH.is_sorted_by_key(|(key, _)| *key));
        assert!(ENGLISH.iter().all(|(key, phrase)| english(key) == *phrase));
    }

    #[test]
    fn a_show_puts_its_own_words_in_place() {
        let mut site = sample::site();
        site.show.theme_options = serde_json::json!({"strings": {"menu_episodes": "Conversations", "season": 3}});
        assert_eq!(word(&site, "menu_episodes"), "Conversations");
        assert_eq!(word(&site, "season"), "Season {n}", "a number is not a phrase");
        assert_eq!(table(&site)["menu_episodes"], "Conversations");
    }

    #[test]
    fn numbers_are_spelled_as_far_as_the_words_go() {
        let site = sample::site();
        assert_eq!(spelled(&site, 7), "Seven");
        assert_eq!(spelled(&site, 13), "13");
        assert_eq!(count(&site, "questions_count", 1), "1 question");
    }
}
