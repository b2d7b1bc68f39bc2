// Two pages side by side: they scroll in step, section by section, and one goes from difference to difference.
import { $, plural } from './dom.js';

const LINE = 96;             // pixels from the top of the window: what stands there is what is being read

// The innermost section at the reading line that the other page has too, and how far the line is through it.
function reading(side, other) {
  const held = side.doc.querySelectorAll('section[id]');
  let found = null;
  for (const section of held) {
    const box = section.getBoundingClientRect();
    if (box.top > LINE) { if (!found) return { before: section, box }; break; }
    if (other.doc.getElementById(section.id)) found = { section, box };
  }
  return found && { ...found, part: Math.min(1, (LINE - found.box.top) / found.box.height) };
}

export class Compare {
  #stops = [];
  #at = -1;
  #sides = [];
  leader = null;

  begin(sides) {
    this.#sides = sides;
    this.leader = sides[0];
    this.#stops = [];
    this.#at = -1;
  }

  // `side` has scrolled: if a reader did that, the other follows.
  follow(side) {
    if (this.#sides.length < 2 || side !== this.leader) return;
    const other = this.#sides.find(one => one !== side);
    if (!side.doc || !other.doc) return;
    const place = reading(side, other);
    if (!place) return;
    if (place.before) {
      // Above the first section: as far through what stands before it as this side is.
      const first = other.doc.getElementById(place.before.id)?.getBoundingClientRect();
      const whole = place.box.top + side.window.scrollY - LINE;
      if (first && whole > 0) other.window.scrollTo({ top: (side.window.scrollY / whole) * (first.top + other.window.scrollY - LINE), behavior: 'instant' });
      return;
    }
    const box = other.doc.getElementById(place.section.id).getBoundingClientRect();
    other.window.scrollBy({ top: box.top + place.part * box.height - LINE, behavior: 'instant' });
  }

  // Finds the differences anew. Marks that only blank space parts are one.
  count() {
    const [left, right] = this.#sides;
    if (!left?.doc || !right?.doc) return;
    const runs = [...marksOf(left, 'del.redline'), ...marksOf(left, 'ins.redline'), ...marksOf(right, 'ins.redline'), ...marksOf(right, 'del.redline')];
    for (const run of runs) run.y = this.#height(run);
    runs.sort((a, b) => a.y - b.y);
    this.#stops = [];
    for (const run of runs) {
      const last = this.#stops.at(-1);
      // A word that took another's place is one difference, though it is marked on both sides.
      if (last && last.length === 1 && last[0].side !== run.side && run.y - last[0].y < 30) last.push(run); else this.#stops.push([run]);
    }
    this.#at = Math.min(this.#at, this.#stops.length - 1);
    this.#say();
  }

  // How far down in the right page something stands, or would stand if it were there.
  #height({ side, first }) {
    const right = this.#sides[1];
    const box = first.getBoundingClientRect();
    if (side === right) return box.top + side.window.scrollY;
    const section = first.closest('section[id]');
    const twin = section && right.doc.getElementById(section.id);
    if (!twin) {
      const before = [...side.doc.querySelectorAll('section[id]')].findLast(one =>
        one.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING && right.doc.getElementById(one.id));
      const end = before ? right.doc.getElementById(before.id).getBoundingClientRect().bottom + right.window.scrollY : 0;
      return end + box.top / 1e4;
    }
    const own = section.getBoundingClientRect();
    const theirs = twin.getBoundingClientRect();
    return theirs.top + right.window.scrollY + ((box.top - own.top) / own.height) * theirs.height;
  }

  step(by) {
    if (!this.#stops.length) return;
    this.#at = this.#at < 0 ? (by > 0 ? 0 : this.#stops.length - 1) : (this.#at + by + this.#stops.length) % this.#stops.length;
    const stop = this.#stops[this.#at];
    for (const side of this.#sides) side.difference(stop.filter(run => run.side === side));
    const [run] = stop;
    this.leader = run.side;
    this.onreveal?.(run.side);
    const box = run.first.getBoundingClientRect();
    run.side.window.scrollBy({ top: box.top - run.side.window.innerHeight / 3, behavior: 'instant' });
    this.follow(run.side);
    for (const other of stop.slice(1)) {
      const there = other.first.getBoundingClientRect();
      other.side.window.scrollBy({ top: there.top - other.side.window.innerHeight / 3, behavior: 'instant' });
    }
    this.#say();
  }

  #say() {
    const many = this.#stops.length;
    $('compare-count').textContent = !many ? 'No differences' : this.#at < 0 ? plural(many, 'difference') : `${this.#at + 1} of ${many}`;
    $('compare-previous').disabled = $('compare-next').disabled = !many;
  }
}

// The marks of a side, those that touch put together: [{side, first, range}].
function marksOf(side, selector) {
  const runs = [];
  for (const mark of side.doc.querySelectorAll(selector)) {
    const last = runs.at(-1);
    const between = last && side.doc.createRange();
    between?.setStart(last.range.endContainer, last.range.endOffset);
    between?.setEndBefore(mark);
    if (last && !between.toString().trim()) last.range.setEndAfter(mark);
    else {
      const range = side.doc.createRange();
      range.selectNode(mark);
      runs.push({ side, first: mark, range });
    }
  }
  return runs;
}
