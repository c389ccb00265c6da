// Times in the reader's own zone: Slack's {tokens} of <!date^…> and the clock beside a message.

const long = { month: 'long', day: 'numeric' };
const short = { month: 'short', day: 'numeric' };

/** Fills in every time under `root` that carries a format. */
export function localise(root) {
  for (const time of root.querySelectorAll('time[data-format]')) {
    const date = new Date(time.dateTime);
    time.textContent = time.dataset.format.replace(/\{(\w+)\}/g, (token, name) => tokenText(name, date) ?? token);
    time.title = date.toLocaleString(undefined, { dateStyle: 'full', timeStyle: 'long' });
  }
}

function tokenText(name, date) {
  if (name.endsWith('_pretty')) return relativeDay(date) ?? tokenText(name.slice(0, -'_pretty'.length), date);
  const show = (options) => date.toLocaleDateString('en-GB', options);
  switch (name) {
    case 'time':
      return date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
    case 'time_secs':
      return date.toLocaleTimeString('en-GB');
    case 'date_num':
      return date.toLocaleDateString('sv-SE');
    case 'date_slash':
      return show({ day: '2-digit', month: '2-digit', year: 'numeric' });
    case 'date_short':
      return show({ ...short, year: 'numeric' });
    case 'date_long':
      return show({ ...long, weekday: 'long', year: 'numeric' });
    case 'date':
    case 'day_divider':
      return show(long);
    case 'date_long_full':
      return show({ ...long, year: 'numeric' });
    case 'ago':
      return ago(date);
    default:
      return undefined;
  }
}

/** today, yesterday, tomorrow; undefined for other days. */
export function relativeDay(date) {
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days];
}

function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, size] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ].find(([, one]) => Math.abs(seconds) >= one) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en').format(Math.round(seconds / size), unit);
}
