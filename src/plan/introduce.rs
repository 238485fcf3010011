//! An introduction, written out: what a reader sends to two people at once. From what the partner chose to publish, never from what they
//! told the host: a partner without a public address is reached through the host.

use super::view::{host_email, host_name, mailto_with_copy, public_email, shortened};
use super::words::phrase;
use crate::model::{Permalink, Person, PersonKind, Site};

/// Longest `mailto:` link that every mail program takes. Windows cuts what it hands to a program at 2 048 characters, and browsers add
/// to it.
const LONGEST_LINK: usize = 1_800;

/// A ready introduction.
pub struct Introduction {
    /// Its subject.
    pub subject: String,
    /// Its text, as somebody copies it.
    pub text: String,
    /// Opens the mail program with all of it; whom it is for is left to the reader.
    pub href: String,
}

/// Who gets a copy, so that a third person can take it from there.
enum Copy<'a> {
    Themselves(&'a str),
    Host(&'a str),
    Nobody,
}

/// Where somebody's page is: a partner's own; a host's in `hosts/`, because home is the show's.
#[must_use]
pub fn page_of(person: &Person) -> Permalink {
    match person.kind {
        PersonKind::Partner => person.permalink.clone(),
        PersonKind::Host => Permalink(format!("hosts/{}/", person.slug)),
    }
}

/// Whether there is anything to say about how to introduce somebody.
#[must_use]
pub fn has_words(person: &Person) -> bool {
    let words = &person.introduction;
    words.say_this.is_some() || words.help.is_some() || !words.listen_for.is_empty() || !person.meet.is_empty()
}

/// The introduction of somebody who said how: `None` where neither their words nor what they help with is known.
#[must_use]
pub fn introduction(site: &Site, person: &Person) -> Option<Introduction> {
    let words = &person.introduction;
    let opening = match (&words.say_this, &words.help) {
        (Some(said), _) => said.trim().to_owned(),
        (None, Some(help)) => phrase(site, "introduction_plain", &[("name", &person.name), ("help", help.trim())]),
        (None, None) => return None,
    };
    let copy = copy(site, person);
    let values = [("name", person.first_name.as_str()), ("host", host_name(site))];
    let over = match copy {
        Copy::Themselves(_) => phrase(site, "introduction_over", &values),
        Copy::Host(_) => phrase(site, "introduction_over_host", &values),
        Copy::Nobody => phrase(site, "introduction_over_page", &values),
    };
    let subject = phrase(site, "introduction_subject", &[("name", &person.name)]);
    let hello = phrase(site, "introduction_hello", &[]);
    let page = site.show.base_url.page(&page_of(person));
    // What happens next is told in the partner's own voice on their page; a third person cannot say it for them.
    let proof = words.proof.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let address = match copy {
        Copy::Themselves(address) | Copy::Host(address) => Some(address),
        Copy::Nobody => None,
    };
    let whole = |opening: &str, proof: Option<&str>| {
        let pieces = [Some(hello.as_str()), Some(opening), proof, Some(&over), Some(&page)];
        pieces.into_iter().flatten().filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    let link = |text: &str| mailto_with_copy(address, &subject, text);
    let text = whole(&opening, proof);
    // In scripts of three bytes a letter, every letter takes nine characters of a link: what matters least goes first.
    let shorter = whole(&opening, None);
    let cut = [400, 200, 100, 50, 0].map(|most| whole(&shortened(&opening, most), None));
    let fits = |text: &&String| link(text).len() <= LONGEST_LINK;
    let sent = [&text, &shorter].into_iter().chain(&cut).find(fits);
    let href = sent.map_or_else(|| mailto_with_copy(address, "", ""), |sent| link(sent));
    Some(Introduction { subject, text, href })
}

fn copy<'a>(site: &'a Site, person: &'a Person) -> Copy<'a> {
    let own = public_email(person).or_else(|| host_email(site).filter(|_| person.kind == PersonKind::Host));
    match (own, host_email(site)) {
        (Some(own), _) => Copy::Themselves(own),
        (None, Some(host)) => Copy::Host(host),
        (None, None) => Copy::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Link, sample};

    fn of(site: &Site) -> Introduction {
        introduction(site, &site.people[1]).expect("Dev said how")
    }

    #[test]
    fn a_partner_without_a_public_address_is_reached_through_the_host() {
        let site = sample::site();
        let made = of(&site);
        assert!(
            made.href.starts_with("mailto:?cc=ruth@ledger.example&subject=Meet%20Dev%20Okafor&body=Hello%2C%0D%0A%0D%0AYou%20should"),
            "{}",
            made.href
        );
        assert!(made.text.contains("Ruth reads this too and will put you in touch with Dev."), "{}", made.text);
        assert!(!made.href.contains("dev.private"));
    }

    #[test]
    fn a_public_address_gets_the_copy() {
        let mut site = sample::site();
        site.people[1].links.push(Link { title: "Write".into(), url: "mailto:dev+hello@okafor.example?subject=x".into() });
        let made = of(&site);
        assert!(made.href.starts_with("mailto:?cc=dev%2Bhello@okafor.example&subject="), "{}", made.href);
        assert!(made.text.contains("Dev reads this too"), "{}", made.text);
    }

    #[test]
    fn without_any_address_the_page_is_the_way() {
        let mut site = sample::site();
        site.show.owner = None;
        let made = of(&site);
        assert!(made.href.starts_with("mailto:?subject="), "{}", made.href);
        assert!(made.text.ends_with("https://ledger.example/show/partners/dev-okafor/"));
    }

    #[test]
    fn a_long_or_foreign_introduction_still_makes_a_link_that_programs_take() {
        let mut site = sample::site();
        for words in ["It’s “Dev” & co; ".repeat(90), "דב עוזר לבעלי עסקים קטנים. ".repeat(40), "田中さんは".repeat(300)]
        {
            site.people[1].introduction.say_this = Some(words.clone());
            let made = of(&site);
            assert!(made.href.len() <= LONGEST_LINK && made.href.is_ascii(), "{}", made.href.len());
            assert!(made.href.contains("&body="), "something is left to send: {}", made.href);
            assert!(made.text.contains(words.trim()), "the text to copy is whole");
        }
    }

    #[test]
    fn who_said_nothing_has_no_introduction() {
        let mut site = sample::site();
        site.people[1].introduction = crate::model::Introduction::default();
        assert!(introduction(&site, &site.people[1]).is_none());
        site.people[1].introduction.help = Some("He finds cash.".into());
        assert!(of(&site).text.contains("I thought of you when I heard what Dev Okafor does. He finds cash."));
    }
}
