/** The style sheet. Colours are set once for light and once for dark; each pair has a contrast of at least 4.5. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #f6f5f1; --surface: #fff; --sunken: #efede7; --ink: #1b1f24; --muted: #5a616a; --line: #dfdcd4; --edge: #8b8f94;
  --accent: #1c5688; --on-accent: #fff; --accent-soft: #e6eff7; --seal: #b3362b;
  --good: #1d6a43; --good-soft: #e2f1e8; --warn: #8a5200; --warn-soft: #fbefd9; --bad: #a62b22; --bad-soft: #fae7e4; --calm-soft: #eceae4;
  --chart-1: #1c5688; --chart-2: #d0894b; --chart-3: #8aa79a;
  --radius: 10px;
  font: 16px/1.55 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", system-ui, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #121518; --surface: #1a1e22; --sunken: #15191c; --ink: #e8e6e1; --muted: #9ea6af; --line: #2e343a; --edge: #727a83;
    --accent: #8dc0ee; --on-accent: #0d2133; --accent-soft: #1b2d3d; --seal: #e2685c;
    --good: #7fd0a3; --good-soft: #183126; --warn: #e9b765; --warn-soft: #35290f; --bad: #f19a90; --bad-soft: #3c1d1a; --calm-soft: #262b30;
    --chart-1: #6aa5d8; --chart-2: #d99a62; --chart-3: #9dbbae;
  }
}
*, *::before, *::after { box-sizing: border-box; }
/* where only fonts for Chinese are installed, an English apostrophe is as wide as a Chinese character */
:lang(en) { font-variant-east-asian: proportional-width; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--bg); color: var(--ink); min-height: 100vh; display: flex; flex-direction: column; }
h1, h2, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { font-size: 1rem; font-weight: 650; line-height: 1.4; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: 1px; text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }
code { font: .875em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
small { font-size: .8125rem; color: var(--muted); }
.quiet, .count, .subtitle, .kicker { color: var(--muted); }
.wide { width: 100%; max-width: 1240px; margin-inline: auto; padding-inline: 24px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 16px; top: -80px; background: var(--accent); color: var(--on-accent); padding: 10px 18px; border-radius: 0 0 8px 8px; z-index: 9; }
.skip:focus { top: 0; }
.narrow-only { display: none; }

.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top > div { display: flex; align-items: center; gap: 28px; min-height: 60px; }
.top ul { display: flex; gap: 4px; }
.top nav { flex: 1; }
.brand { display: flex; align-items: center; gap: 10px; color: var(--ink); text-decoration: none; font-weight: 680; font-size: 1.0625rem; letter-spacing: -.01em; }
.brand small { font-weight: 400; }
.top nav a { display: block; padding: 18px 12px 15px; color: var(--muted); text-decoration: none; border-bottom: 3px solid transparent; }
.top nav a:hover { color: var(--ink); }
.top nav a[aria-current] { color: var(--ink); font-weight: 600; border-bottom-color: var(--seal); }
.switch { font-size: .875rem; padding: 8px 4px; }
footer { margin-top: auto; padding-block: 40px 28px; color: var(--muted); font-size: .8125rem; display: flex; gap: 4px 24px; flex-wrap: wrap; }

main { padding-top: 32px; }
.heading { display: grid; gap: 6px; margin-bottom: 20px; }
.heading .subtitle { max-width: 60ch; }
.kicker { font-size: .875rem; }
.back { font-size: .875rem; margin: -12px 0 16px; }
.back a { display: inline-block; padding-block: 6px; text-decoration: none; }
.back a:hover { text-decoration: underline; }

.button, button { display: inline-flex; align-items: center; justify-content: center; min-height: 40px; padding: 6px 16px; font: inherit; font-size: .9375rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; text-decoration: none; cursor: pointer; }
.button:hover, button:hover { border-color: var(--accent); color: var(--accent); }
.button.primary, button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.button.primary:hover, button.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); color: var(--on-accent); }
.button.block, button.block { display: flex; width: 100%; min-height: 48px; font-size: 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: center; }
input, select { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; min-height: 40px; padding: 6px 12px; max-width: 100%; }
input::placeholder { color: var(--muted); opacity: 1; }

.drop { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 12px 24px; padding: 18px 22px; margin-bottom: 24px; background: var(--surface); border: 1.5px dashed var(--edge); border-radius: var(--radius); }
section + .drop { margin-top: 24px; }
.drop.over { background: var(--accent-soft); border: 1.5px solid var(--accent); }
.drop-text { display: grid; }
.drop-text strong { font-weight: 620; }
.drop-text span { color: var(--muted); font-size: .875rem; }
.drop-tools { display: flex; flex-wrap: wrap; align-items: center; gap: 12px; }
.inline { display: flex; align-items: center; gap: 8px; min-width: 0; font-size: .875rem; color: var(--muted); }
.inline select { min-width: 0; }
.pick { position: relative; }
.pick label { display: none; }
.live .pick input { position: absolute; inset: 0; opacity: 0; width: 100%; height: 100%; cursor: pointer; }
.live .pick label { display: inline-flex; }
.live .pick input:focus-visible + label { outline: 3px solid var(--accent); outline-offset: 2px; }
.live .pick input:hover + label { background: color-mix(in srgb, var(--accent) 88%, var(--ink)); }
.live .plain-only { display: none; }
.sent { grid-column: 1 / -1; display: grid; gap: 8px; }
.sent:empty { display: none; }
.sent li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding-top: 10px; border-top: 1px solid var(--line); font-size: .9375rem; }
.sent li > strong { font-weight: 600; overflow-wrap: anywhere; }

progress { appearance: none; width: 160px; height: 6px; border: 0; border-radius: 3px; background: var(--line); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--line); border-radius: 3px; }
progress::-webkit-progress-value { background: var(--accent); border-radius: 3px; transition: width .4s; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 3px; }
.working { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin-bottom: 16px; font-size: .9375rem; color: var(--muted); }

.chips ul { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 14px; }
.chips a { display: inline-flex; gap: 7px; align-items: center; min-height: 36px; padding: 4px 14px; border: 1px solid var(--line); border-radius: 18px; background: var(--surface); color: var(--ink); text-decoration: none; font-size: .875rem; }
.chips a:hover { border-color: var(--accent); }
.chips b { font-weight: 500; color: var(--muted); font-variant-numeric: tabular-nums; }
.chips a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--bg); font-weight: 600; }
.chips a[aria-current] b { color: inherit; }
.filters { display: flex; flex-wrap: wrap; gap: 10px; margin-bottom: 14px; }
.filters label:first-of-type { flex: 1 1 260px; max-width: 420px; }
.filters input[type=search] { width: 100%; }
.count { font-size: .875rem; margin-bottom: 8px; }

table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font-size: .9375rem; }
th { text-align: left; font-size: .8125rem; font-weight: 500; color: var(--muted); padding: 10px 14px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 11px 14px; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { padding-left: 20px; }
th:last-child, td:last-child { padding-right: 20px; }
tbody tr:hover { background: color-mix(in srgb, var(--accent-soft) 45%, transparent); }
td small { display: block; line-height: 1.45; }
.c-number, .c-valid, .c-updated { white-space: nowrap; font-variant-numeric: tabular-nums; }
.c-number a { font-weight: 600; text-decoration: none; }
.c-number a:hover { text-decoration: underline; }
.documents .c-party { width: 27%; }
.documents .c-state { min-width: 150px; }
td.c-valid .badge { display: flex; width: fit-content; }
.cell { font-weight: 600; font-variant-numeric: tabular-nums; }
.c-amount { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.c-updated, td.c-valid { padding-top: 12px; font-size: .875rem; }
td.c-updated { color: var(--muted); }
.uploads .c-file { width: 60%; }
.c-cell { white-space: nowrap; }

.alert { margin: 0 0 20px; padding: 12px 16px; border-radius: 10px; background: var(--bad-soft); color: var(--bad); }
.alert pre { margin: 6px 0 0; font: inherit; font-size: .875rem; white-space: pre-wrap; overflow-wrap: anywhere; color: var(--ink); }
.badge { display: inline-flex; align-items: center; gap: 6px; padding: 1px 10px; border-radius: 11px; background: var(--calm-soft); color: var(--ink); font-size: .8125rem; line-height: 1.6; margin: 1px 0; white-space: nowrap; font-weight: 450; letter-spacing: 0; vertical-align: middle; }
.badge::before { content: ""; width: 7px; height: 7px; border-radius: 50%; background: currentColor; }
.badge[data-state=numbered], .badge[data-state=filled], .badge[data-state=submitted] { background: var(--accent-soft); color: var(--accent); }
.badge:is([data-state=rendered], [data-state=approved], [data-state=signed], [data-state=sealed], [data-state=archived], [data-state=completed], [data-state=accepted], [data-state=published]) { background: var(--good-soft); color: var(--good); }
.badge[data-state=needs], .badge[data-state=today] { background: var(--warn-soft); color: var(--warn); }
.badge[data-state=rejected], .badge[data-state=refused], .badge[data-state=expired] { background: var(--bad-soft); color: var(--bad); }
.badge[data-state=received]::before, .badge[data-state=numbered]::before { background: none; border: 2px solid currentColor; }
.badge[data-state=needs]::before, .badge[data-state=rejected]::before, .badge[data-state=refused]::before { border-radius: 1px; transform: rotate(45deg); }
.badge[data-state=today]::before, .badge[data-state=expired]::before { display: none; }
.tag { display: inline-block; padding: 0 7px; border: 1px solid var(--line); border-radius: 5px; color: var(--muted); font-size: .75rem; font-weight: 500; line-height: 1.6; letter-spacing: 0; vertical-align: middle; white-space: nowrap; }

.pager { display: grid; grid-template-columns: 1fr auto 1fr; align-items: center; margin-top: 18px; font-size: .875rem; color: var(--muted); }
.pager > :first-child { justify-self: start; }
.pager > :last-child { justify-self: end; }
.empty { display: grid; gap: 12px; justify-items: center; text-align: center; padding: 56px 24px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.empty h2 { font-size: 1.25rem; }
.empty p { text-wrap: balance; max-width: 52ch; color: var(--muted); }
.empty .button { color: var(--ink); margin-top: 6px; }
.empty .code { font-size: 3rem; line-height: 1; font-weight: 200; }
.empty code { display: inline-block; margin-top: 6px; padding: 4px 12px; background: var(--sunken); border-radius: 6px; color: var(--ink); user-select: all; }
.notice { padding: 14px 18px; margin-block: 18px; border-radius: var(--radius); border-left: 4px solid var(--accent); background: var(--accent-soft); }
.notice.good { border-color: var(--good); background: var(--good-soft); }
.notice.bad { border-color: var(--bad); background: var(--bad-soft); }
.notice.warn { border-color: var(--warn); background: var(--warn-soft); }
.verify { max-width: 560px; }
.verdict { display: grid; gap: 14px; }
.verdict .notice { margin: 0; font-size: 1.0625rem; }
.verdict h2 { font-size: 1rem; }
.whole { overflow-wrap: anywhere; white-space: normal; }
.target { display: grid; gap: 4px; padding: 18px; border: 1.5px dashed var(--edge); border-radius: var(--radius); cursor: pointer; text-align: center; }
.target input { margin-top: 8px; }
section > h2 { margin-bottom: 10px; }

.split { display: grid; grid-template-columns: minmax(0, 1fr) 360px; gap: 28px; align-items: start; }
.stage { position: sticky; top: 16px; }
.paper { display: block; width: 100%; height: calc(100vh - 32px); min-height: 520px; border: 1px solid var(--line); border-radius: var(--radius); background: var(--sunken); }
.viewer { max-height: calc(100vh - 32px); overflow: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--sunken); padding: 10px; text-align: center; overscroll-behavior: contain; }
.viewer .pages { display: grid; gap: 10px; }
.viewer .page { background: #fff; box-shadow: 0 1px 4px #0003; overflow: hidden; }
.viewer canvas { display: block; width: 100%; height: auto; }
.viewer[data-state=loading] .button, .viewer:not([data-state]) .loading, .viewer[data-state=failed] .loading { display: none; }
.paper.waiting { display: grid; align-content: center; justify-items: center; gap: 10px; text-align: center; padding: 40px; height: 520px; }
.paper.waiting p { max-width: 44ch; color: var(--muted); }
.side { display: grid; gap: 26px; }
.facts { display: grid; gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: var(--radius); overflow: hidden; }
.facts > div { display: grid; grid-template-columns: 6.5em 1fr; gap: 12px; padding: 9px 16px; background: var(--surface); }
.facts code { white-space: nowrap; }
dt { color: var(--muted); font-size: .875rem; }
dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.report { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 20px 22px; margin-bottom: 20px; }
.report h2 a { text-decoration: none; }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: 12px 20px; margin: 14px 0 18px; }
.figures dt { color: var(--muted); font-size: .8125rem; }
.figures dd { font-size: 1.375rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); gap: 0 28px; }
.chart-box { margin: 0 0 14px; max-width: 760px; overflow-x: auto; }
.chart { display: block; width: 100%; min-width: 500px; height: auto; font-family: inherit; }
.earlier { font-size: .875rem; color: var(--muted); display: flex; flex-wrap: wrap; gap: 4px 14px; }
.amount { font-weight: 650; font-size: 1.0625rem; }
.files { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); }
.files li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0 16px; padding: 9px 16px; font-size: .9375rem; }
.files li + li { border-top: 1px solid var(--line); }
.file { overflow-wrap: anywhere; }
.actions { display: flex; gap: 14px; font-size: .875rem; margin-left: auto; }
.actions a { padding-block: 4px; }
.old { margin-top: 8px; }
.old .files { margin-top: 6px; }
.needs { display: grid; gap: 6px; font-size: .9375rem; }
.revisions { display: grid; gap: 6px; font-size: .9375rem; }
.timeline { position: relative; }
.timeline li { position: relative; padding: 0 0 20px 24px; }
.timeline li::before { content: ""; position: absolute; left: 0; top: .5em; width: 11px; height: 11px; border-radius: 50%; background: var(--bg); border: 2.5px solid var(--edge); }
.timeline li:first-child::before { border-color: var(--seal); background: var(--seal); }
.timeline li:not(:last-child)::after { content: ""; position: absolute; left: 5px; top: calc(.5em + 15px); bottom: calc(-.5em + 4px); width: 1px; background: var(--line); }
details { font-size: .8125rem; color: var(--muted); }
summary { cursor: pointer; width: fit-content; padding-block: 3px; font-variant-numeric: tabular-nums; }
summary code { margin-left: 8px; }
summary:hover { color: var(--ink); }
.proof { display: grid; gap: 6px; padding: 10px 12px; margin-top: 4px; background: var(--sunken); border-radius: 8px; }
.proof dt { font-size: .75rem; }
.narrow { max-width: 720px; margin-top: 32px; display: grid; gap: 26px; }
.name { font-size: 1.375rem; }

.shelf { display: grid; grid-template-columns: repeat(auto-fill, minmax(340px, 1fr)); gap: 18px; }
.card { display: flex; flex-direction: column; gap: 10px; padding: 22px 24px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
.card h2 { font-size: 1.125rem; }
.card .quiet { font-size: .875rem; }
.card .buttons { margin-top: auto; padding-top: 6px; }

.sent .badge { white-space: normal; }
#templates .shelf { align-items: start; }
h2.file { overflow-wrap: anywhere; }
.version { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; }
.card details .files { margin-top: 6px; }
.card details .files li p { flex: 1 0 100%; }
.refusals { margin-top: 32px; display: grid; gap: 12px; }
.refused { padding: 12px 20px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); font-size: .9375rem; color: var(--ink); }
.refused summary { width: auto; }
.refused summary strong { overflow-wrap: anywhere; }
.refused .buttons { margin-block: 10px 14px; }
.refused > .quiet { margin-block: 6px 12px; max-width: 70ch; }
.tags td { padding-block: 6px; overflow-wrap: anywhere; }
.tags td:first-child { width: 50%; }

.entry { max-width: 420px; margin: 6vh auto 0; padding: 30px 28px; }
.entry form { display: grid; gap: 8px; margin-top: 8px; }
.entry input { width: 100%; font-size: 1rem; }
.entry button { margin-top: 8px; min-height: 46px; font-size: 1rem; }
.me { margin-left: auto; color: var(--ink); font-weight: 600; }
.top > div > .switch:last-child { margin-left: auto; }
.top .me + .switch:last-child { margin-left: 0; }
textarea { font: inherit; font-size: .9375rem; color: var(--ink); background: var(--surface); border: 1px solid var(--edge); border-radius: 8px; padding: 8px 12px; width: 100%; }
.lists { display: grid; gap: 26px; }
.todo { display: grid; gap: 10px; }
.todo a { display: grid; grid-template-columns: minmax(0, 12em) minmax(0, 1fr) auto auto; gap: 2px 18px; align-items: baseline; padding: 14px 18px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); color: var(--ink); text-decoration: none; }
.todo a:hover { border-color: var(--accent); }
.todo .what { font-weight: 600; color: var(--accent); grid-row: span 2; }
.todo .quiet { grid-column: 2; font-size: .875rem; overflow-wrap: anywhere; }
.todo .money { grid-column: 3; grid-row: 1 / span 2; font-variant-numeric: tabular-nums; }
.todo .when { grid-column: 4; grid-row: 1 / span 2; font-size: .875rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.todo .badge { margin-left: 4px; }
.when.late { color: var(--bad); font-weight: 600; }
.routes .c-document { width: 34%; }
.routes .c-since, .routes .c-due { white-space: nowrap; font-variant-numeric: tabular-nums; }
.routes .c-document a { font-weight: 600; text-decoration: none; }
.people { margin-top: 8px; }
.people .marks:empty { display: none; }
.people li { align-items: baseline; }
.people .marks { display: flex; flex-wrap: wrap; gap: 4px 6px; }
.todo .late { color: var(--bad); font-weight: 600; }
.side:empty { display: none; }
.act { border-top: 4px solid var(--seal); gap: 12px; }
.act form { display: grid; gap: 12px; }
.act .others { display: grid; gap: 4px; }
.act .others form { margin-top: 10px; }
.more summary { font-size: .875rem; padding-block: 6px; }
.line { display: grid; gap: 4px; font-size: .875rem; color: var(--muted); }
fieldset { border: 0; padding: 0; margin: 0; min-width: 0; display: grid; gap: 8px; }
legend { padding: 0; font-size: .875rem; color: var(--muted); margin-bottom: 4px; }
.ways { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: .9375rem; }
.ways label { display: inline-flex; gap: 6px; align-items: center; min-height: 36px; }
.ways [hidden], .way[hidden], .shown[hidden] { display: none; }
.way input[name=typed] { width: 100%; font-size: 1.25rem; font-family: KaiTi, STKaiti, "Kaiti SC", cursive; }
.pad { display: block; width: 100%; height: 170px; background: #fff; border: 1px dashed var(--edge); border-radius: 8px; touch-action: none; cursor: crosshair; }
.clear { margin-top: 6px; min-height: 32px; padding: 2px 12px; font-size: .8125rem; }
.shown { max-width: 100%; max-height: 120px; margin-top: 8px; background: #fff; border-radius: 6px; }
.consent { display: grid; grid-template-columns: auto 1fr; gap: 10px; align-items: start; font-size: .875rem; }
.consent input { min-height: 22px; width: 20px; margin: 0; }
.danger { color: var(--bad); border-color: var(--bad); }
.next { font-size: .9375rem; }
.rows { gap: 0; }
.rows details { border-top: 1px solid var(--line); }
.rows details:last-child { border-bottom: 1px solid var(--line); }
.rows summary { padding-block: 10px; width: auto; font-size: .9375rem; color: var(--ink); overflow-wrap: anywhere; }
.rows div { display: grid; gap: 10px; padding: 2px 0 14px; }
.code input, input.code { font-size: 1.5rem; letter-spacing: .3em; text-align: center; font-variant-numeric: tabular-nums; }
.mails { border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); overflow: hidden; }
.mails li { overflow-wrap: anywhere; display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: 2px 20px; padding: 12px 16px; }
.mails li + li { border-top: 1px solid var(--line); }
.mails .subject { font-weight: 600; overflow-wrap: anywhere; }
.letter { margin-block: 18px; padding: 20px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }

@media (max-width: 960px) {
  .mails li { grid-template-columns: minmax(0, 1fr); }
  .todo a { grid-template-columns: minmax(0, 1fr) auto; }
  .todo .what, .todo .quiet { grid-column: 1; grid-row: auto; }
  .todo .money { grid-column: 1; grid-row: auto; }
  .todo .when { grid-column: 2; grid-row: auto; text-align: right; }
  .split { grid-template-columns: minmax(0, 1fr); }
  .stage { position: static; }
  .paper { height: 70vh; }
}
@media (max-width: 720px) {
  .wide { padding-inline: 16px; }
  .narrow-only { display: block; }
  .wide-only, .stage:has(iframe) { display: none; }
  .viewer { max-height: 72vh; padding: 6px; }
  .paper.waiting { height: auto; min-height: 0; padding: 28px 20px; }
  .top > div { gap: 0 12px; flex-wrap: wrap; justify-content: space-between; padding-top: 8px; min-height: 0; }
  .brand { min-height: 44px; }
  .top:has(.me) .brand small { display: none; }
  .shortcuts { display: grid; gap: 8px; margin-top: 6px; }
  .todo .quiet { grid-column: 1 / -1 !important; }
  .top nav { order: 3; flex: 1 0 100%; min-width: 0; }
  .top ul { gap: 0; overflow-x: auto; margin-inline: -16px; padding-inline: 16px; scrollbar-width: none; }
  .top nav a { padding: 10px 7px 9px; font-size: .9375rem; white-space: nowrap; }
  .top nav li:first-child a { padding-left: 2px; }
  .switch { padding: 10px 0 10px 10px; }
  main { padding-top: 22px; }
  .back { margin-top: -8px; }
  h1 { font-size: 1.5rem; }
  .drop { grid-template-columns: minmax(0, 1fr); padding: 16px; }
  .drop-tools { justify-content: space-between; }
  .button, button, input, select { min-height: 44px; }
  input, select { font-size: 1rem; }
  .chips ul { flex-wrap: nowrap; overflow-x: auto; margin-inline: -16px; padding: 3px 16px; margin-bottom: 10px; scrollbar-width: none; }
  .chips li { flex: none; }
  .chips a { min-height: 40px; }
  .filters label:first-of-type { flex: 1 1 100%; max-width: none; }
  .filters label { flex: 1; }
  .filters select { width: 100%; }
  .shelf { grid-template-columns: 1fr; }
  .cards { display: block; background: none; border: 0; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards tbody { display: grid; gap: 12px; }
  .cards tr { display: grid; gap: 4px 0; padding: 14px 16px; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
  .cards td, .cards td:first-child, .cards td:last-child { display: block; padding: 0; border: 0; width: auto; white-space: normal; text-align: left; }
  .documents tr { grid-template-columns: 1fr auto; }
  .documents .c-number { grid-row: 1; }
  .documents .c-number a, .cards .c-file a { display: inline-block; padding-block: 4px; }
  .documents .c-amount { grid-row: 1; grid-column: 2; font-weight: 600; text-align: right; padding-top: 4px; }
  .documents .c-party, .documents .c-state { grid-column: 1 / -1; width: auto; }
  .documents .c-state { display: flex; flex-wrap: wrap; gap: 4px 6px; padding: 4px 0; }
  .documents td.c-valid, .documents td.c-updated { padding-top: 6px; font-size: .8125rem; color: var(--muted); border-top: 1px solid var(--line); margin-top: 4px; }
  .documents td.c-valid::before { content: attr(data-label) " "; }
  td.c-valid .badge { display: inline-flex; }
  .documents td.c-updated { text-align: right; }
  .uploads tr { grid-template-columns: 1fr auto; }
  .uploads .c-file { grid-column: 1 / -1; width: auto; }
  .routes tr { grid-template-columns: 1fr 1fr; }
  .routes .c-document, .routes .c-task, .routes .c-whom { grid-column: 1 / -1; }
  .routes td:not(.c-document) { grid-template-columns: 5em 1fr; gap: 10px; }
  .routes .c-task, .routes .c-whom { display: grid !important; }
  .routes td:not(.c-document)::before { content: attr(data-label); color: var(--muted); font-size: .8125rem; }
  .routes .c-since > div, .routes .c-due > div { display: inline; margin-left: 8px; }
  .cards.problems tr td { display: grid; grid-template-columns: 5em 1fr; gap: 10px; }
  .cards.tags tbody { gap: 0; }
  .cards.tags tr { padding: 8px 0; border-width: 0 0 1px; border-radius: 0; }
  .cards.tags tr td { display: block; }
  .problems:not(.tags) td::before { content: attr(data-label); color: var(--muted); font-size: .8125rem; padding-top: .15em; }
}
@media print { .report { break-inside: avoid; } }
@media (prefers-reduced-motion: reduce) { *, *::before, *::after { transition: none !important; animation: none !important; } }
@media print { .top, .drop, .filters, .chips, .pager, footer, .back { display: none; } body { background: #fff; } }
@media (forced-colors: active) { .badge, .chips a[aria-current] { border: 1px solid; } }
`;
