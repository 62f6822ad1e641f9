import { formatYuan } from '../../../kernel/money.ts'
import { escapeHtml } from '../../../platform/http/index.ts'
import type { Language, Texts } from '../../../platform/text.ts'

/** Already escaped markup. Plain text gets in through the template only, and is escaped there. */
export type Html = { readonly html: string }

const put = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(put).join('')
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'object' && 'html' in value) return (value as Html).html
  return typeof value === 'string' || typeof value === 'number' ? escapeHtml(String(value)) : ''
}

/** Markup in which every value is escaped unless it is markup itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly unknown[]): Html => ({
  html: parts.reduce(
    (text, part, index) => text + part + (index < values.length ? put(values[index]) : ''),
    '',
  ),
})

export type Words = (key: string, values?: Readonly<Record<string, unknown>>) => string
export const wordsOf =
  (texts: Texts, language: Language): Words =>
  (key, values) =>
    texts(language, `household.${key}`, values)

export const yuanText = (fen: number): string => `¥${formatYuan(fen)}`

// Large and calm: 20 px text, 60 px targets, nothing that moves. One file, no font, no picture: it must open on a bad line.
const style = `:root{--ink:#1d2b28;--soft:#5d6c68;--line:#d9ded9;--paper:#f6f5f0;--card:#fff;--go:#0e5a4e;--link:#0e5a4e;--wait:#8a5a00;--bad:#a3261b}
@media (prefers-color-scheme:dark){:root{--ink:#e8ece9;--soft:#a3b0ab;--line:#37433f;--paper:#141a18;--card:#1d2523;--go:#237566;--link:#5fbfac;--wait:#e0a94a;--bad:#ef8076}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:20px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
main{max-width:680px;margin:0 auto;padding:16px 16px 150px}h1{font-size:26px;margin:8px 0}h2{font-size:20px;margin:28px 0 8px;color:var(--soft)}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:14px 16px;margin:12px 0}.soft{color:var(--soft);font-size:17px}
.row{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center;justify-content:flex-end}.row>:first-child{flex:1 1 6em;min-width:0;overflow-wrap:anywhere}.name{font-weight:600}.price{font-variant-numeric:tabular-nums}
.step{display:flex;align-items:center;gap:6px}.step button{width:60px;height:60px;border-radius:14px;border:1px solid var(--line);background:var(--paper);color:var(--ink);font-size:30px}
.step input{width:64px;height:60px;text-align:center;font-size:24px;border:1px solid var(--line);border-radius:14px;background:var(--card);color:var(--ink);-moz-appearance:textfield}
.go,a.go{color:#fff}.go{display:block;width:100%;min-height:60px;border:0;border-radius:14px;background:var(--go);color:#fff;font-size:22px;font-weight:600;padding:12px}
.plain{display:block;width:100%;min-height:56px;border:1px solid var(--line);border-radius:14px;background:transparent;color:var(--ink);font-size:20px}
.bar{position:fixed;left:0;right:0;bottom:0;background:var(--card);border-top:1px solid var(--line);padding:12px 16px calc(12px + env(safe-area-inset-bottom))}
.bar>div{max-width:648px;margin:0 auto}.digits{width:100%;height:72px;font-size:40px;letter-spacing:16px;text-align:center;border:2px solid var(--line);border-radius:14px;background:var(--card);color:var(--ink)}
.big{font-size:34px;font-weight:700;font-variant-numeric:tabular-nums}.wait{color:var(--wait)}.bad{color:var(--bad)}.done{color:var(--link)}
a{color:var(--link)}.langs{display:flex;gap:18px;font-size:17px;justify-content:flex-end}:focus-visible{outline:3px solid var(--go);outline-offset:2px}
.elder{font-size:24px}.elder .soft{font-size:21px}.elder .go,.elder .plain{font-size:26px;min-height:72px}`

/** One page of the household's: works without any script; the script only adds buttons and the sum. */
export const page = (input: {
  readonly words: Words
  readonly language: Language
  readonly elder: boolean
  readonly title: string
  readonly body: Html
}): string =>
  html`<!doctype html><html lang="${input.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${input.title}</title><link rel="icon" type="image/svg+xml" href="/favicon.svg"><style>${{ html: style }}</style><script src="/h-script.js" defer></script></head>
<body class="${input.elder ? 'elder' : ''}"><main>
<nav class="langs" aria-label="${input.words('languages')}"><a href="/h-view?language=zh-Hans">简体</a><a href="/h-view?language=zh-Hant">繁體</a><a href="/h-view?language=en">English</a>
<a href="/h-view?elder=${input.elder ? '0' : '1'}">${input.words(input.elder ? 'normalView' : 'elderView')}</a></nav>
${input.body}</main></body></html>`.html

/** Adds + and − and the running sum; sends a form once however often it is tapped. Everything works without it. */
export const script = `(function(){
var form=document.querySelector('form[data-order]');
function sum(){var t=0,n=0;document.querySelectorAll('input[data-price]').forEach(function(i){var c=parseInt(i.value,10)||0;t+=c*parseInt(i.dataset.price,10);n+=c});
var e=document.querySelector('[data-sum]');if(e){e.textContent='¥'+(t/100).toFixed(2);document.querySelector('[data-count]').textContent=n}}
document.querySelectorAll('.step').forEach(function(s){var i=s.querySelector('input');s.querySelectorAll('button').forEach(function(b){b.hidden=false;b.addEventListener('click',function(){
var v=Math.max(0,Math.min(parseInt(i.max,10),(parseInt(i.value,10)||0)+parseInt(b.dataset.step,10)));i.value=v;sum()})});i.addEventListener('input',sum)});
document.querySelectorAll('form').forEach(function(f){f.addEventListener('submit',function(e){if(f.dataset.sent){e.preventDefault();return}f.dataset.sent='1';
var b=f.querySelector('[data-sending]');if(b){b.textContent=b.dataset.sending;b.setAttribute('aria-busy','true')}})});
window.addEventListener('pageshow',function(){document.querySelectorAll('form').forEach(function(f){delete f.dataset.sent})});
if(form)sum()})();`
