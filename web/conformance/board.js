// Draws a run: progress, totals, what is not as expected.

/** @typedef {{ id: string, outcome: string, level: string, fails: boolean, detail?: string }} Judged */
/** @typedef {{ row: HTMLElement, pass: number, fail: number, advice: number, untested: number }} File */

/** What the kit's exit code says, and how it looks. @type {Map<number, [string, string]>} */
const EXITS = new Map([
  [0, ['Every case that this client declares came out as expected.', 'good']],
  [1, ['This client does not do what it must.', 'bad']],
  [2, ['The baseline is stale.', 'bad']],
  [3, ['The run broke off: the client or its connection failed.', 'bad']],
  [5, ['Nothing was tested.', 'bad']],
]);
/** @type {[string, string]} */
const OTHER_EXIT = ['The run is over.', 'bad'];

/** Most cases that are listed; the kit's report has all of them. */
const LISTED = 200;

/** A set of vectors by the beginning of a case's id. @param {string} id */
const fileOf = (id) => id.split('/', 1)[0] ?? id;

export class Board {
  /** @type {any} */ #page;
  /** @type {Map<string, File>} */ #files = new Map();
  #counts = { passed: 0, failed: 0, advice: 0, untested: 0 };
  /** Whether the numbers are to be drawn with the next frame. */
  #stale = false;

  /** @param {Document} page */
  constructor(page) { this.#page = page; }

  /** @param {string} id @returns {any} */
  #at(id) { return this.#page.getElementById(id); }

  /** The client runs elsewhere. */
  watch() {
    this.#page.querySelector('h1').textContent = 'Conformance of a client';
    this.#at('who').textContent = '';
    this.say('Waiting for a client.');
  }

  /** @param {string} words @param {string} [tone] */
  say(words, tone = '') {
    const status = this.#at('status');
    status.textContent = words;
    status.className = `verdict ${tone}`;
    this.#at('progress').className = tone;
  }

  /** @param {string} words */
  note(words) {
    const note = this.#at('note');
    note.textContent = words;
    note.hidden = words === '';
  }

  /** @param {() => void} then */
  offerAgain(then) {
    const place = this.#at('again');
    place.hidden = false;
    place.querySelector('button').onclick = () => { place.hidden = true; then(); };
  }

  /** @param {any} event */
  draw(event) {
    switch (event.event) {
      case 'started': return this.#started(event);
      case 'judged': return this.#judged(event);
      case 'second_client': return this.note('A second client tried to connect and was turned away.');
      case 'finished': return this.#finished(event);
    }
  }

  /** @param {{ client: any, asked: number }} event */
  #started({ client, asked }) {
    const { name, version, language, runtime } = client.client;
    this.#at('who').textContent = [`${name} ${version}`, language, runtime].filter(Boolean).join(', ');
    this.#at('asked').textContent = String(asked);
    this.#at('progress').max = Math.max(asked, 1);
    this.say('Answering.');
  }

  /** @param {Judged} judged */
  #judged(judged) {
    const file = this.#file(fileOf(judged.id));
    if (judged.outcome === 'pass') {
      this.#counts.passed += 1;
      file.pass += 1;
    } else if (judged.outcome === 'not-tested') {
      this.#counts.untested += 1;
      file.untested += 1;
    } else {
      this.#counts[judged.fails ? 'failed' : 'advice'] += 1;
      file[judged.fails ? 'fail' : 'advice'] += 1;
      this.#wrong(judged);
    }
    this.#soon();
  }

  /** @param {string} name @returns {File} */
  #file(name) {
    const known = this.#files.get(name);
    if (known) return known;
    const row = this.#page.createElement('tr');
    const head = row.appendChild(this.#page.createElement('th'));
    head.scope = 'row';
    head.textContent = name;
    row.appendChild(this.#page.createElement('td')).appendChild(this.#page.createElement('div')).className = 'bar';
    for (let i = 0; i < 3; i += 1) row.appendChild(this.#page.createElement('td')).className = 'number';
    this.#at('files').append(row);
    const file = { row, pass: 0, fail: 0, advice: 0, untested: 0 };
    this.#files.set(name, file);
    return file;
  }

  /** @param {Judged} judged */
  #wrong({ id, outcome, fails, detail }) {
    this.#at('wrong').hidden = false;
    const more = this.#counts.failed + this.#counts.advice - LISTED;
    this.#at('wrong-more').hidden = more <= 0;
    this.#at('wrong-more').textContent = `${more} more are in the report of the kit.`;
    if (this.#at('wrong-list').childElementCount >= LISTED) return;
    const item = this.#page.createElement('li');
    const tag = item.appendChild(this.#page.createElement('span'));
    tag.className = `tag ${fails ? 'fail' : 'advice'}`;
    tag.textContent = outcome === 'fail' ? (fails ? 'fail' : 'advice') : outcome;
    item.appendChild(this.#page.createElement('code')).textContent = id;
    item.append(` ${detail ?? ''}`);
    this.#at('wrong-list').append(item);
  }

  /** Many cases are judged between two frames. */
  #soon() {
    if (this.#stale) return;
    this.#stale = true;
    requestAnimationFrame(() => this.#numbers());
  }

  #numbers() {
    this.#stale = false;
    const { passed, failed, advice, untested } = this.#counts;
    for (const [id, number] of Object.entries({ passed, failed, advice, 'not-tested': untested })) {
      this.#at(id).textContent = String(number);
    }
    this.#at('failed-card').className = failed > 0 ? 'bad' : '';
    this.#at('advice-card').className = advice > 0 ? 'note' : '';
    this.#at('progress').value = passed + failed + advice;
    for (const { row, pass, fail, advice: hints, untested: without } of this.#files.values()) {
      const [, result, ...numbers] = row.children;
      result?.firstElementChild?.replaceChildren(...this.#parts({ pass, advice: hints, fail }, without));
      [pass, fail + hints, without].forEach((number, at) => {
        const cell = numbers[at];
        if (cell) cell.textContent = String(number);
      });
    }
  }

  /** The parts of a bar. @param {Record<string, number>} counts @param {number} rest */
  #parts(counts, rest) {
    const all = Math.max(Object.values(counts).reduce((sum, count) => sum + count, rest), 1);
    return Object.entries(counts).map(([name, count]) => {
      const part = this.#page.createElement('i');
      part.className = name;
      part.style.width = `${(100 * count) / all}%`;
      return part;
    });
  }

  /**
   * The last count is the kit's own: what is not tested, and what counts only beside another case, is only in there.
   * @param {{ exit: number, faults: string[], not_tested: { why: string, cases: number }[],
   *   files: (Omit<File, 'row'> & { file: string })[], wrong: Judged[] }} event
   */
  #finished({ exit, faults, not_tested: reasons, files, wrong }) {
    this.#counts = { passed: 0, failed: 0, advice: 0, untested: 0 };
    for (const { file, ...counts } of files) {
      Object.assign(this.#file(file), counts);
      this.#counts.passed += counts.pass;
      this.#counts.failed += counts.fail;
      this.#counts.advice += counts.advice;
      this.#counts.untested += counts.untested;
    }
    this.#at('wrong-list').replaceChildren();
    wrong.forEach((judged) => this.#wrong(judged));
    this.#numbers();
    const progress = this.#at('progress');
    progress.value = progress.max;
    this.say(...(EXITS.get(exit) ?? OTHER_EXIT));
    this.note(faults.join(' · '));
    for (const { why, cases } of reasons) {
      this.#at('reasons').hidden = false;
      this.#at('reasons-list').appendChild(this.#page.createElement('li')).textContent = `${why}: ${cases}`;
    }
    this.#page.body.dataset.exit = String(exit);
  }
}
