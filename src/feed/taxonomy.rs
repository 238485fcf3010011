//! Roles and groups of `podcast:person`. One widely used reader refuses a whole feed for one role it does not know, so no other
//! word reaches a feed. Source: Podcast Taxonomy, `taxonomy-en.json` in the podcast-namespace repository.

const ROLES: [&str; 62] = [
    "director",
    "assistant director",
    "executive producer",
    "senior producer",
    "producer",
    "associate producer",
    "development producer",
    "creative director",
    "host",
    "co-host",
    "guest host",
    "guest",
    "voice actor",
    "narrator",
    "announcer",
    "reporter",
    "author",
    "editorial director",
    "co-writer",
    "writer",
    "songwriter",
    "guest writer",
    "story editor",
    "managing editor",
    "script editor",
    "script coordinator",
    "researcher",
    "editor",
    "fact checker",
    "translator",
    "transcriber",
    "logger",
    "studio coordinator",
    "technical director",
    "technical manager",
    "audio engineer",
    "remote recording engineer",
    "post production engineer",
    "audio editor",
    "sound designer",
    "foley artist",
    "composer",
    "theme music",
    "music production",
    "music contributor",
    "production coordinator",
    "booking coordinator",
    "production assistant",
    "content manager",
    "marketing manager",
    "sales representative",
    "sales manager",
    "graphic designer",
    "cover art designer",
    "social media manager",
    "consultant",
    "intern",
    "camera operator",
    "lighting designer",
    "camera grip",
    "assistant camera",
    "assistant editor",
];

/// "Misc." is missing on purpose: readers disagree about its full stop, and the role says it already.
const GROUPS: [&str; 10] = [
    "creative direction",
    "cast",
    "writing",
    "audio production",
    "audio post-production",
    "administration",
    "visuals",
    "community",
    "video production",
    "video post-production",
];

/// The role as feeds write it; `None` for a word that is no role.
pub fn role(written: &str) -> Option<&'static str> {
    named(written, &ROLES)
}

/// The group as feeds write it; `None` for a word that is no group.
pub fn group(written: &str) -> Option<&'static str> {
    named(written, &GROUPS)
}

fn named(written: &str, names: &'static [&'static str]) -> Option<&'static str> {
    let written = written.trim();
    names.iter().copied().find(|name| name.eq_ignore_ascii_case(written))
}
