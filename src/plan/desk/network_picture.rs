//! The network as a picture, `desk/network.svg` and on top of `network.html`: the hosts in the middle, around them everybody else, the
//! nearer the further they have come; who introduced whom as lines. Two overlapping discs are an interview: whoever asked stands behind.
//!
//! Made of the standings alone, without clock or chance: the same network gives the same picture.

use super::Desk;
use super::standing::Standing;
use crate::model::{Person, PersonId, Status};
use crate::plan::markup::{escape, one_line};
use crate::plan::view::shortened;
use crate::theme::colour;
use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::TAU;

/// The rings, from the middle outwards: what they are called and who is on them.
const RINGS: [(&str, &[Status]); 5] = [
    ("tables turned", &[Status::Sharing, Status::Turned]),
    ("heard", &[Status::Thanked, Status::Published]),
    ("on their way", &[Status::Recorded, Status::Booked, Status::Invited]),
    ("asked and to be asked", &[Status::Asked, Status::Prospect]),
    ("taking a rest", &[Status::Paused]),
];

/// Share of a ring, at its top, that is kept free for its name.
const GAP: f64 = 0.13;
/// How far along its share of the ring everybody stands, ring by ring: rings that all began alike would line people up in rows.
const PHASES: [f64; 5] = [0.34, 0.66, 0.42, 0.58, 0.5];
/// Most lines between two partners that are drawn; beyond, a picture is a thicket.
const LINES: usize = 160;

/// How large things are, in pixels, by how many people there are.
#[derive(Clone, Copy)]
struct Scale {
    /// Radius of a partner's disc.
    disc: f64,
    /// Letters under a disc.
    letters: f64,
    /// Most letters of a name.
    most: usize,
    /// Way along the ring for one person.
    step: f64,
    /// Way between rings.
    ring: f64,
}

fn scale(people: usize) -> Scale {
    match people {
        0..=12 => Scale { disc: 30.0, letters: 15.0, most: 16, step: 124.0, ring: 104.0 },
        13..=45 => Scale { disc: 23.0, letters: 13.0, most: 13, step: 92.0, ring: 88.0 },
        _ => Scale { disc: 17.0, letters: 11.5, most: 10, step: 66.0, ring: 82.0 },
    }
}

/// Somebody at a place.
struct Placed<'a, 'site> {
    standing: &'a Standing<'site>,
    x: f64,
    y: f64,
}

/// A ring that has somebody on it.
struct Ring {
    name: &'static str,
    radius: f64,
}

/// The picture; `None` where there is nobody to show.
pub fn picture(desk: &Desk<'_>, partners: &[Standing<'_>]) -> Option<String> {
    if partners.is_empty() {
        return None;
    }
    let scale = scale(partners.len());
    let (rings, mut placed) = place(partners, scale);
    let outermost = placed.iter().map(|person| person.x.hypot(person.y)).fold(0.0, f64::max);
    // Room for the last disc, its name below, and half a name beside.
    let (width, height) = (2.0 * (outermost + scale.step / 2.0 + 16.0), 2.0 * (outermost + scale.disc + 2.0 * scale.letters + 12.0));
    let (centre_x, centre_y) = (width / 2.0, height / 2.0);
    for person in &mut placed {
        (person.x, person.y) = (person.x + centre_x, person.y + centre_y);
    }
    let mut svg = head(desk, partners, width, height);
    for ring in &rings {
        svg.push_str(&format!(
            "<circle class=\"ring\" cx=\"{centre_x:.0}\" cy=\"{centre_y:.0}\" r=\"{:.0}\" fill=\"none\" stroke=\"#dcdcd4\"/>\n",
            ring.radius
        ));
    }
    svg.push_str(&lines(desk, &placed, (centre_x, centre_y), scale));
    for ring in &rings {
        svg.push_str(&label(ring.name, centre_x, centre_y - ring.radius, 12.5));
    }
    let names = short_names(partners, scale.most);
    placed.iter().for_each(|person| svg.push_str(&partner(desk, person, &names, scale)));
    svg.push_str(&hosts(desk, centre_x, centre_y, scale.disc * 1.45));
    svg.push_str("</svg>\n");
    Some(svg)
}

/// Each ring is as wide as its people need, and wider than the one inside; on it they stand in the order of the cycle, then of lists.
fn place<'a, 'site>(partners: &'a [Standing<'site>], scale: Scale) -> (Vec<Ring>, Vec<Placed<'a, 'site>>) {
    let (mut rings, mut placed): (Vec<Ring>, Vec<Placed<'_, '_>>) = (Vec::new(), Vec::new());
    let mut radius = scale.disc * 1.45 + 12.0 - scale.ring * 0.35;
    for ((name, statuses), phase) in RINGS.into_iter().zip(PHASES) {
        let mut people: Vec<&Standing<'_>> = Vec::new();
        statuses.iter().for_each(|status| people.extend(partners.iter().filter(|standing| standing.status == *status)));
        if people.is_empty() {
            continue;
        }
        let count = whole(people.len());
        let around = TAU * (1.0 - GAP);
        radius += scale.ring;
        // A ring that is too crowded has its people in two rows, every other one further out, and is only then made wider.
        let rows = if count * scale.step > radius * around { scale.ring * 0.74 } else { 0.0 };
        radius = radius.max(count * scale.step * if rows > 0.0 { 0.6 } else { 1.0 } / around);
        let step = (1.0 - GAP) / count;
        for (index, standing) in people.into_iter().enumerate() {
            let turn = TAU * (GAP / 2.0 + step * (whole(index) + phase));
            let out = radius + if index % 2 == 1 { rows } else { 0.0 };
            placed.push(Placed { standing, x: out * turn.sin(), y: -out * turn.cos() });
        }
        rings.push(Ring { name, radius: radius + rows / 2.0 });
        radius += rows;
    }
    (rings, placed)
}

/// A count as a length. Nobody has so many partners that this is not exact.
fn whole(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

const STYLE: &str = "text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}\
@media(prefers-color-scheme:dark){.ring{stroke:#2d3632}.name{fill:#edf1ee;stroke:#111614}.label{fill:#a7b1ac}.behind{stroke:#111614}.plate{fill:#111614}\
.line{stroke:#75807a}.tip{fill:#75807a}.tone{fill:var(--tone-d)}.on{fill:#fff}.deep{fill:var(--link-d)}.on-deep{fill:#111614}.edge{stroke:#111614}}";

fn head(desk: &Desk<'_>, partners: &[Standing<'_>], width: f64, height: f64) -> String {
    let title = escape(&format!("The network of {}", one_line(&desk.site.show.title)));
    let told = RINGS.iter().filter_map(|(name, statuses)| {
        let people: Vec<&str> =
            partners.iter().filter(|standing| statuses.contains(&standing.status)).map(|standing| standing.partner.name.as_str()).collect();
        (!people.is_empty()).then(|| format!("{name}: {}", people.join(", ")))
    });
    let told = escape(&one_line(&told.collect::<Vec<_>>().join("; ")));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-labelledby=\"network-title network-desc\">\n\
         <title id=\"network-title\">{title}</title>\n<desc id=\"network-desc\">From the middle outwards. {told}.</desc>\n<style>{STYLE}</style>\n\
         <rect class=\"plate\" width=\"{width:.0}\" height=\"{height:.0}\" fill=\"#fcfcfa\"/>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 0 8 4 0 8z\" fill=\"#7d8580\"/></marker></defs>\n"
    )
}

/// A ring's name, on the ring.
fn label(name: &str, x: f64, y: f64, letters: f64) -> String {
    let plate = whole(name.chars().count()) * letters * 0.56 + 14.0;
    format!(
        "<rect class=\"plate\" x=\"{:.0}\" y=\"{:.0}\" width=\"{plate:.0}\" height=\"20\" fill=\"#fcfcfa\"/><text class=\"label\" x=\"{x:.0}\" y=\"{:.0}\" font-size=\"{letters}\" text-anchor=\"middle\" fill=\"#55605a\">{name}</text>\n",
        x - plate / 2.0,
        y - 10.0,
        y + 4.5
    )
}

/// Who introduced whom, as arcs that bend towards the middle; the more often, the stronger.
fn lines(desk: &Desk<'_>, placed: &[Placed<'_, '_>], centre: (f64, f64), scale: Scale) -> String {
    let at: BTreeMap<PersonId, &Placed<'_, '_>> = placed.iter().map(|person| (person.standing.id, person)).collect();
    let mut pairs: BTreeMap<(PersonId, PersonId), u32> = BTreeMap::new();
    for introduced in &desk.site.ledger.open_for_desk().introductions {
        if let (Some(from), Some(to)) = (introduced.from, introduced.to)
            && from != to
        {
            *pairs.entry((from, to)).or_default() += 1;
        }
    }
    let mut svg = String::new();
    for ((from, to), times) in pairs.into_iter().take(LINES) {
        let (Some(from), Some(to)) = (at.get(&from), at.get(&to)) else { continue };
        let width = 1.2 + 0.7 * f64::from(times.min(5) - 1);
        svg.push_str(&arc(from, to, centre, (width, scale.disc)));
    }
    svg
}

/// From disc to disc, stopping short of both.
fn arc(from: &Placed<'_, '_>, to: &Placed<'_, '_>, (centre_x, centre_y): (f64, f64), (width, disc): (f64, f64)) -> String {
    let middle = ((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
    // A third of the way to the middle of the picture; neighbours on a ring keep off the discs between them.
    let bend = (middle.0 + (centre_x - middle.0) * 0.33, middle.1 + (centre_y - middle.1) * 0.33);
    let (start, end) = (short_of((from.x, from.y), bend, disc + 5.0), short_of((to.x, to.y), bend, disc + 9.0));
    format!(
        "<path class=\"line\" d=\"M{:.0} {:.0}Q{:.0} {:.0} {:.0} {:.0}\" fill=\"none\" stroke=\"#7d8580\" stroke-width=\"{width:.1}\" stroke-opacity=\".55\" marker-end=\"url(#tip)\"/>\n",
        start.0, start.1, bend.0, bend.1, end.0, end.1
    )
}

fn short_of(point: (f64, f64), towards: (f64, f64), by: f64) -> (f64, f64) {
    let (dx, dy) = (towards.0 - point.0, towards.1 - point.1);
    let way = dx.hypot(dy);
    let part = if way > 1.0 { (by / way).min(0.8) } else { 0.0 };
    (point.0 + dx * part, point.1 + dy * part)
}

/// Names that fit under a disc: the first name, with the first letter of the rest where two share it.
fn short_names(partners: &[Standing<'_>], most: usize) -> BTreeMap<PersonId, String> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let twice: BTreeSet<&str> =
        partners.iter().map(|standing| standing.partner.first_name.as_str()).filter(|name| !seen.insert(name)).collect();
    let name = |person: &Person| {
        let rest = person.name.strip_prefix(person.first_name.as_str()).and_then(|rest| rest.trim_start().chars().next());
        match rest.filter(|_| twice.contains(person.first_name.as_str())) {
            Some(letter) => format!("{} {letter}.", shortened(&person.first_name, most.saturating_sub(3))),
            None => cut(&person.first_name, most),
        }
    };
    partners.iter().map(|standing| (standing.id, name(standing.partner))).collect()
}

/// A name of at most so many letters.
fn cut(name: &str, most: usize) -> String {
    let name = one_line(name);
    if name.chars().count() <= most {
        return name;
    }
    let letters: String = name.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", letters.trim_end())
}

/// A partner: disc, initials and name; the host's disc beside it once they talked; a mark with the number of hands that were raised.
fn partner(desk: &Desk<'_>, person: &Placed<'_, '_>, names: &BTreeMap<PersonId, String>, scale: Scale) -> String {
    let Placed { standing, x, y } = person;
    let faded = if standing.status == Status::Paused { " opacity=\".55\"" } else { "" };
    let told = one_line(&format!("{}, {}. {}", standing.partner.name, standing.status.word(), standing.owed()));
    let mut svg = format!("<g{faded} style=\"{}\"><title>{}</title>", colour::style(standing.partner.hue), escape(&told));
    let turned = standing.published.iter().any(|episode| episode.direction == crate::model::Direction::Turned);
    let is_heard = !standing.published.is_empty();
    let small = scale.disc * 0.56;
    let host = || desk.host().map_or_else(String::new, |host| plain(host, x - scale.disc * 0.9, y - scale.disc * 0.6, small));
    // In a spotlight the host asks and stands behind; where the tables are turned the host is in front.
    if is_heard && !turned {
        svg.push_str(&host());
    }
    svg.push_str(&disc(standing.partner, *x, *y, scale.disc));
    if turned {
        svg.push_str(&host());
    }
    svg.push_str(&hands(standing.returns.people, x + scale.disc * 0.74, y - scale.disc * 0.74, scale));
    let name = names.get(&standing.id).map(String::as_str).unwrap_or_default();
    svg.push_str(&format!(
        "<text class=\"name\" x=\"{x:.0}\" y=\"{:.0}\" font-size=\"{}\" text-anchor=\"middle\" fill=\"#17201d\" stroke=\"#fcfcfa\" stroke-width=\"3\" stroke-linejoin=\"round\" paint-order=\"stroke\">{}</text></g>\n",
        y + scale.disc + scale.letters + 3.0,
        scale.letters,
        escape(name)
    ));
    svg
}

/// Marigold is the hand-raise and nothing else.
fn hands(people: u64, x: f64, y: f64, scale: Scale) -> String {
    if people == 0 {
        return String::new();
    }
    let letters = scale.letters * 0.86;
    let number = if people > 99 { "99+".to_owned() } else { people.to_string() };
    let half = letters * (0.55 + 0.3 * whole(number.len()));
    format!(
        "<rect class=\"edge\" x=\"{:.0}\" y=\"{:.0}\" width=\"{:.0}\" height=\"{:.0}\" rx=\"{:.0}\" fill=\"#ffc233\" stroke=\"#fcfcfa\" stroke-width=\"1.5\"/><text x=\"{x:.0}\" y=\"{:.1}\" font-size=\"{letters:.1}\" font-weight=\"700\" text-anchor=\"middle\" fill=\"#221a00\">{number}</text>",
        x - half,
        y - letters * 0.75,
        half * 2.0,
        letters * 1.5,
        letters * 0.75,
        y + letters * 0.36
    )
}

/// A host's disc in the middle: dark, like the small ones beside those who were heard, so that it is seen whose they are.
fn host_disc(host: &Person, x: f64, y: f64, radius: f64) -> String {
    format!(
        "{}<text class=\"on-deep\" x=\"{x:.0}\" y=\"{:.1}\" font-size=\"{:.1}\" font-weight=\"700\" text-anchor=\"middle\" fill=\"#fff\">{}</text>",
        plain(host, x, y, radius),
        y + radius * 0.23,
        radius * 0.64,
        escape(&host.initials)
    )
}

/// A host's disc without letters: beside a partner's it is too small for any.
fn plain(host: &Person, x: f64, y: f64, radius: f64) -> String {
    let (style, [stage, ..]) = (colour::style(host.hue), colour::picture_colours(host.hue));
    format!(
        "<circle class=\"deep behind\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" style=\"{style}\" fill=\"{}\" stroke=\"#fcfcfa\" stroke-width=\"2.5\"/>",
        hex(stage)
    )
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A disc with initials in somebody's hue, ringed in the colour of the ground.
fn disc(person: &Person, x: f64, y: f64, radius: f64) -> String {
    let [stage, _, _, tone, _] = colour::picture_colours(person.hue).map(hex);
    format!(
        "<g style=\"{}\"><circle class=\"tone behind\" cx=\"{x:.0}\" cy=\"{y:.0}\" r=\"{radius:.0}\" fill=\"{tone}\" stroke=\"#fcfcfa\" stroke-width=\"2.5\"/><text class=\"on\" x=\"{x:.0}\" y=\"{:.1}\" font-size=\"{:.1}\" font-weight=\"700\" text-anchor=\"middle\" fill=\"{stage}\">{}</text></g>",
        colour::style(person.hue),
        y + radius * 0.23,
        radius * 0.64,
        escape(&person.initials)
    )
}

/// The hosts in the middle, side by side, overlapping; no more than three.
fn hosts(desk: &Desk<'_>, x: f64, y: f64, radius: f64) -> String {
    let hosts: Vec<&Person> = desk.site.show.hosts.iter().take(3).filter_map(|id| desk.person(*id)).collect();
    let step = radius * 1.52;
    let start = x - step * (whole(hosts.len()) - 1.0) / 2.0;
    hosts.iter().enumerate().map(|(index, host)| host_disc(host, start + step * whole(index), y, radius)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::standing;
    use super::super::tests::with_backstage;
    use super::*;
    use crate::model::{Backstage, Introduced, Ledger, Permalink, PersonPrivate, Private, Site, Slug, sample};

    /// A network of so many, spread over every status, with introductions between neighbours.
    fn of(people: u32) -> Site {
        let mut site = sample::site();
        let person = |index: u32| {
            let status = Status::ALL.get(index as usize * 7 % 10).map(|(_, status)| *status);
            Person {
                slug: Slug(format!("person-{index}")),
                permalink: Permalink(format!("partners/person-{index}/")),
                name: format!("Bartholomäus{} Weinberger <{index}>", index % 9),
                first_name: format!("Bartholomäus{}", index % 9),
                initials: "BW".into(),
                hue: u16::try_from(index * 31 % 360).unwrap_or(0),
                offer: None,
                private: Private::new(PersonPrivate { status, ..PersonPrivate::default() }),
                ..sample::person()
            }
        };
        site.backstage = Private::new(Backstage { people: (0..people).map(person).collect(), ..Backstage::default() });
        let introduced = |index: u32| Introduced { from: Some(PersonId(2 + index)), to: Some(PersonId(2 + (index + 3) % people.max(1))) };
        site.ledger = Private::new(Ledger { hand_raises: Vec::new(), introductions: (0..people / 2).map(introduced).collect() });
        site
    }

    fn drawn(site: &Site) -> String {
        let desk = Desk::of(site);
        picture(&desk, &standing::all(&desk)).expect("somebody is there")
    }

    /// Where discs of partners stand, and how large they are.
    fn discs(site: &Site) -> (Scale, Vec<(f64, f64)>) {
        let desk = Desk::of(site);
        let all = standing::all(&desk);
        let scale = scale(all.len());
        (scale, place(&all, scale).1.into_iter().map(|person| (person.x, person.y)).collect())
    }

    #[test]
    fn no_two_discs_touch_in_a_network_of_any_size() {
        for people in [1, 4, 12, 24, 60, 119, 400] {
            let (scale, discs) = discs(&of(people));
            for (index, one) in discs.iter().enumerate() {
                for other in &discs[index + 1..] {
                    let way = (one.0 - other.0).hypot(one.1 - other.1);
                    assert!(way > 2.0 * scale.disc + 4.0, "{people} people: {one:?} and {other:?}");
                }
            }
        }
    }

    #[test]
    fn everybody_is_named_in_words_and_the_picture_is_well_formed() {
        let svg = drawn(&of(24));
        assert!(svg.contains("role=\"img\"") && svg.contains("From the middle outwards. tables turned: "), "{svg}");
        for index in 0..24 {
            assert!(svg.contains(&format!("Weinberger &lt;{index}&gt;, ")), "{index}");
        }
        let mut reader = quick_xml::Reader::from_str(&svg);
        reader.config_mut().check_end_names = true;
        while !matches!(reader.read_event().expect("XML"), quick_xml::events::Event::Eof) {}
        assert!(!svg.contains("NaN") && !svg.contains("-0\""), "{svg}");
    }

    #[test]
    fn two_of_one_name_are_told_apart() {
        let mut site = of(2);
        let mut backstage = site.backstage.open_for_desk().clone();
        for (person, rest) in backstage.people.iter_mut().zip(["García", "Öz"]) {
            (person.name, person.first_name) = (format!("Ana {rest}"), "Ana".into());
        }
        site.backstage = Private::new(backstage);
        let svg = drawn(&site);
        assert!(svg.contains(">Ana G.<") && svg.contains(">Ana Ö.<"), "{svg}");
    }

    #[test]
    fn an_introduction_is_a_line_and_nobody_means_no_picture() {
        assert_eq!(drawn(&of(10)).matches("class=\"line\"").count(), 5);
        let mut site = with_backstage();
        site.people.truncate(1);
        site.heard_in.truncate(1);
        (site.backstage, site.episodes) = Default::default();
        let desk = Desk::of(&site);
        assert!(picture(&desk, &standing::all(&desk)).is_none());
    }

    #[test]
    fn the_same_network_gives_the_same_picture() {
        assert_eq!(drawn(&of(40)), drawn(&of(40)));
    }
}
