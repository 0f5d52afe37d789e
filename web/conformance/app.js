// The page: starts one client after the other, as the kit asks, and draws what the kit makes of them.
import { Board } from './board.js';

const board = new Board(document);
const watching = new URLSearchParams(location.search).has('watch');

/** Attempts in a row that came to nothing. */
let failures = 0;
let finished = false;
/** @type {Worker | undefined} */
let worker;

/** What to say, and how long to wait before the next client, by what the last one told. */
const LATER = {
  closed: ['', 0],
  busy: ['Another client is connected; one is checked at a time.', 1500],
  refused: ['The kit does not answer.', 1500],
  broken: ['This browser cannot run the client: ', -1],
};

function start() {
  if (finished) return;
  worker?.terminate();
  worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  worker.onerror = () => later('broken', 'its script could not be loaded');
  worker.onmessage = ({ data: { what, why } }) => {
    if (what === 'connected') {
      failures = 0;
      board.note('');
    } else {
      later(what, why);
    }
  };
}

/** @param {keyof typeof LATER} what @param {string} [why] */
function later(what, why) {
  if (finished) return;
  const [words, wait] = LATER[what];
  failures += what === 'closed' ? 0 : 1;
  const givesUp = Number(wait) < 0 || failures > 20;
  const more = what === 'broken' ? why ?? '' : what === 'closed' || givesUp ? '' : ' Trying again.';
  board.note(`${words}${more}`);
  if (!givesUp) {
    setTimeout(start, Number(wait));
    return;
  }
  board.say('Not connected.', 'bad');
  board.offerAgain(() => {
    failures = 0;
    board.say('Connecting.');
    start();
  });
}

if (!watching && !globalThis.crypto?.subtle) {
  board.say('This page has no WebCrypto: it needs https, or an address of this machine such as 127.0.0.1.', 'bad');
} else {
  if (watching) board.watch();
  else board.say('Connecting.');
  const progress = new EventSource('/progress');
  progress.onmessage = ({ data }) => {
    for (const event of JSON.parse(data)) {
      board.draw(event);
      finished ||= event.event === 'finished';
    }
    if (finished) {
      progress.close();
      worker?.terminate();
    }
  };
  if (!watching) start();
}
