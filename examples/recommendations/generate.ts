import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { LIKED } from "./messages";

// npx tsx examples/recommendations/generate.ts: makes what is in data/ anew, the same each time.
const READERS = 500;
const RATINGS_OF_EACH = 17;
const SEED = 20_261_129;

/** Titles and years of works in the public domain, by what they are like. */
const SHELVES: Readonly<Record<string, readonly string[]>> = {
  adventure: [
    "Treasure Island",
    "The Call of the Wild",
    "White Fang",
    "King Solomon's Mines",
    "The Three Musketeers",
    "The Count of Monte Cristo",
    "Robinson Crusoe",
    "Kidnapped",
    "The Last of the Mohicans",
    "Around the World in Eighty Days",
    "Captain Blood",
    "The Jungle Book",
  ],
  gothic: [
    "Dracula",
    "Frankenstein",
    "The Strange Case of Dr Jekyll and Mr Hyde",
    "The Picture of Dorian Gray",
    "Carmilla",
    "The Turn of the Screw",
    "The Castle of Otranto",
    "The Phantom of the Opera",
    "Wuthering Heights",
    "The Monk",
    "The Fall of the House of Usher",
    "The King in Yellow",
  ],
  manners: [
    "Pride and Prejudice",
    "Emma",
    "Sense and Sensibility",
    "Persuasion",
    "Middlemarch",
    "Jane Eyre",
    "Vanity Fair",
    "North and South",
    "Cranford",
    "The Age of Innocence",
    "The Portrait of a Lady",
    "Far from the Madding Crowd",
  ],
  science: [
    "The Time Machine",
    "The War of the Worlds",
    "The Invisible Man",
    "The Island of Doctor Moreau",
    "From the Earth to the Moon",
    "Twenty Thousand Leagues under the Seas",
    "Journey to the Centre of the Earth",
    "Flatland",
    "The First Men in the Moon",
    "Looking Backward",
    "A Princess of Mars",
    "The Lost World",
  ],
  detection: [
    "A Study in Scarlet",
    "The Sign of the Four",
    "The Hound of the Baskervilles",
    "The Moonstone",
    "The Woman in White",
    "The Innocence of Father Brown",
    "The Mystery of the Yellow Room",
    "Bleak House",
    "The Leavenworth Case",
    "Trent's Last Case",
    "The Mysterious Affair at Styles",
    "The Murders in the Rue Morgue",
  ],
  russian: [
    "War and Peace",
    "Anna Karenina",
    "Crime and Punishment",
    "The Brothers Karamazov",
    "The Idiot",
    "Fathers and Sons",
    "Dead Souls",
    "Eugene Onegin",
    "Oblomov",
    "A Hero of Our Time",
    "The Cherry Orchard",
    "Notes from Underground",
  ],
};

/** A generator of numbers from 0 to 1, the same from the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const next = numbers(SEED);
const shelves = Object.keys(SHELVES);
const books = shelves.flatMap((shelf) => SHELVES[shelf]!.map((title) => ({ shelf, title })));

/** A reader loves one shelf, likes another, and picks up now and then what everybody reads. */
function ratingsOf(reader: number): string[] {
  const loved = shelves[Math.floor(next() * shelves.length)]!;
  const liked = shelves[Math.floor(next() * shelves.length)]!;
  const read = new Set<number>();
  while (read.size < RATINGS_OF_EACH) {
    const luck = next();
    const shelf = luck < 0.5 ? loved : luck < 0.75 ? liked : shelves[Math.floor(next() * shelves.length)]!;
    // The first of a shelf are read more.
    const place = Math.floor(next() ** 1.6 * SHELVES[shelf]!.length);
    read.add(books.findIndex((book) => book.title === SHELVES[shelf]![place]));
  }
  return [...read].map((book) => {
    const { shelf } = books[book]!;
    const pleasure = shelf === loved ? 4.5 : shelf === liked ? 3.9 : 2.6;
    const rating = Math.min(5, Math.max(1, Math.round(pleasure + (next() - 0.5) * 2)));
    return `reader-${reader},book-${book + 1},${rating}`;
  });
}

const write = (name: string, lines: readonly string[]) =>
  writeFileSync(join(__dirname, name), `${lines.join("\n")}\n`);
write("data/books.csv", ["book,title", ...books.map(({ title }, index) => `book-${index + 1},${title}`)]);
const each = Array.from({ length: READERS }, (_, index) => ratingsOf(index + 1));
// One book that each reader likes is kept from the stream: whether it would be recommended tells how good it is.
const heldOut = each.map((of) => {
  const liked = of.filter((line) => Number(line.split(",")[2]) >= LIKED);
  return liked[Math.floor(next() * liked.length)];
});
const streamed = each.map((of, reader) => of.filter((line) => line !== heldOut[reader]));
// As they came in: one after the other of all readers.
const turns = Array.from({ length: RATINGS_OF_EACH }, (_, turn) => streamed.flatMap((of) => of[turn] ?? []));
write("data/ratings.csv", ["reader,book,rating", ...turns.flat()]);
write("data/held-out.csv", ["reader,book,rating", ...heldOut.filter((line) => line !== undefined)]);
