//! A feed of a show that is not ours, without fault: what tests of every subject change in one place.

use super::{FeedBytes, feed};
use crate::report::{Finding, Report};

/// Two episodes and a trailer, with everything that apps read.
pub const GOOD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:psc="http://podlove.org/simple-chapters">
<channel>
<title>Harbour Books</title>
<link>https://harbour.example/</link>
<description>Owners of small firms on the numbers behind their work.</description>
<language>en-us</language>
<copyright>Harbour Accounting</copyright>
<atom:link rel="self" type="application/rss+xml" href="https://harbour.example/feed.xml"/>
<itunes:author>Ruth Salo</itunes:author>
<itunes:owner><itunes:name>Harbour Accounting</itunes:name><itunes:email>hello@harbour.example</itunes:email></itunes:owner>
<itunes:category text="Business"><itunes:category text="Marketing"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://harbour.example/cover.jpg"/>
<itunes:type>episodic</itunes:type>
<image><url>https://harbour.example/cover.jpg</url><title>Harbour Books</title><link>https://harbour.example/</link></image>
<podcast:guid>9b024349-ccf0-5f69-a609-6b82873eab3c</podcast:guid>
<podcast:locked owner="hello@harbour.example">yes</podcast:locked>
<podcast:medium>podcast</podcast:medium>
<podcast:funding url="https://harbour.example/give">Buy us a coffee</podcast:funding>
<podcast:person role="host">Ruth Salo</podcast:person>
<podcast:podroll><podcast:remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810" feedUrl="https://other.example/feed.xml"/></podcast:podroll>
<item>
<title>Cash before profit</title>
<itunes:title>Cash before profit</itunes:title>
<link>https://harbour.example/cash/</link>
<guid isPermaLink="false">hb-0003</guid>
<pubDate>Thu, 14 May 2026 06:00:00 +0000</pubDate>
<description><![CDATA[<p>What Dev counts first. <a href="https://okafor.example/letter/">The bank letter</a></p>]]></description>
<enclosure url="https://media.harbour.example/cash.mp3" length="27123456" type="audio/mpeg"/>
<itunes:duration>1694</itunes:duration>
<itunes:episode>2</itunes:episode>
<itunes:season>1</itunes:season>
<itunes:episodeType>full</itunes:episodeType>
<itunes:explicit>false</itunes:explicit>
<podcast:transcript url="https://harbour.example/cash.vtt" type="text/vtt"/>
<podcast:chapters url="https://harbour.example/cash.json" type="application/json+chapters"/>
<podcast:soundbite startTime="73.5" duration="30">Count first</podcast:soundbite>
<podcast:person role="host">Ruth Salo</podcast:person>
<podcast:person role="guest" href="https://okafor.example/">Dev Okafor</podcast:person>
<psc:chapters version="1.2"><psc:chapter start="00:00:00" title="Welcome"/><psc:chapter start="00:04:10" title="The bank"/><psc:chapter start="00:12:22" title="The will"/></psc:chapters>
</item>
<item>
<title>Who can sign?</title>
<link>https://harbour.example/sign/</link>
<guid isPermaLink="false">hb-0002</guid>
<pubDate>Thu, 16 Apr 2026 06:00:00 GMT</pubDate>
<description><![CDATA[<p>The page that helps.</p><ul><li>0:00 Welcome</li><li>3:20 The form</li><li>9:45 The bank</li></ul>]]></description>
<enclosure url="https://media.harbour.example/sign.m4a" length="17123456" type="audio/x-m4a"/>
<itunes:duration>1201</itunes:duration>
<itunes:episode>1</itunes:episode>
<itunes:season>1</itunes:season>
<podcast:transcript url="https://harbour.example/sign.srt" type="application/x-subrip"/>
</item>
<item>
<title>About these talks</title>
<guid isPermaLink="false">hb-0001</guid>
<pubDate>Wed, 01 Apr 2026 06:00:00 +0000</pubDate>
<description>A minute on what you will hear.</description>
<enclosure url="https://media.harbour.example/about.mp3" length="960000" type="audio/mpeg"/>
<itunes:duration>60</itunes:duration>
<itunes:episodeType>trailer</itunes:episodeType>
</item>
</channel>
</rss>
"#;

/// Everything found in a feed, as if fetched from its own address on the first of June 2026.
pub fn found(bytes: &[u8]) -> Vec<Finding> {
    let mut report = Report::default();
    let now = "2026-06-01T12:00:00Z".parse().expect("a moment");
    feed(&FeedBytes { name: "feed.xml", address: Some("https://harbour.example/feed.xml"), bytes, charset: None }, now, &mut report);
    report.findings
}
