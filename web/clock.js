// The time since the page was opened, in milliseconds.

/**
 * The monotonic clock stands still while some devices sleep, and the other one can be set: the later of the two counts.
 *
 * @returns {() => number}
 */
export function stopwatch() {
  const [steady, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}

/**
 * Calls when that much time has passed, also when the device slept in between. The result takes it back.
 *
 * @param {() => number} now
 * @param {number} end
 * @param {() => void} action
 * @returns {() => void}
 */
export function at(now, end, action) {
  const check = () => {
    if (now() < end) return;
    cancel();
    action();
  };
  const timer = setInterval(check, 500);
  document.addEventListener('visibilitychange', check);
  const cancel = () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', check);
  };
  return cancel;
}
