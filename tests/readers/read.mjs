// Reads a feed with a JavaScript reader: read.mjs rss-parser|partytime FEED.xml
// Prints a JSON list of {title, guid, url, length, type, date, duration}; null where the reader has no value.

import { readFileSync } from "node:fs";
import partytime from "podcast-partytime";
import Parser from "rss-parser";

const number = (text) => (text === undefined || text === null || text === "" ? null : Number(text));
const seconds = (date) => (date ? Math.floor(new Date(date).getTime() / 1000) : null);

const readers = {
  "rss-parser": async (xml) =>
    (await new Parser().parseString(xml)).items.map((item) => ({
      title: item.title,
      guid: item.guid,
      url: item.enclosure?.url,
      length: number(item.enclosure?.length),
      type: item.enclosure?.type,
      date: seconds(item.isoDate),
      duration: number(item.itunes?.duration),
    })),
  partytime: async (xml) => {
    const feed = await partytime.parseFeed(xml);
    if (!feed) throw new Error("partytime does not take it for a podcast feed");
    return feed.items.map((item) => ({
      title: item.title,
      guid: item.guid,
      url: item.enclosure?.url,
      length: number(item.enclosure?.length),
      type: item.enclosure?.type,
      date: seconds(item.pubDate),
      duration: number(item.duration),
    }));
  },
};

const [reader, path] = process.argv.slice(2);
console.log(JSON.stringify(await readers[reader](readFileSync(path, "utf8"))));
