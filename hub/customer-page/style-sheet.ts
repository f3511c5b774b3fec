const light =
  '--bg:#f6f8f9;--panel:#fff;--ink:#12212b;--ink2:#51646f;--ink3:#5e717c;--line:#e3e9ec;--edge:#7d919c;--water:#0b7285;--water2:#e3f4f6;--on:#fff;--ok:#22702f;--warn:#8f5500;--bad:#b42323;--okb:#e9f6ec;--warnb:#fff4e0;--badb:#fdecec;--track:#e3e9ec'
const dark =
  '--bg:#0e1518;--panel:#141d21;--ink:#e6eef1;--ink2:#9fb1ba;--ink3:#8fa2ac;--line:#223037;--edge:#637782;--water:#3bc9db;--water2:#12323a;--on:#06252b;--ok:#69db7c;--warn:#ffc078;--bad:#ff8787;--okb:#15301c;--warnb:#33270f;--badb:#351b1d;--track:#223037'

/** What surrounds everything, for what a browser paints itself. */
export const groundColours = { light: '#f6f8f9', dark: '#0e1518' } as const

/** The one style sheet of the customer page: phones first, light and dark, no outside font. */
export const styleSheet = `:root{color-scheme:light;${light}}
@media(prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${dark}}}
:root[data-theme=dark]{color-scheme:dark;${dark}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 Inter,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
:lang(en) body{font-family:Inter,system-ui,"Segoe UI",Roboto,Helvetica,Arial,"Noto Sans CJK SC",sans-serif}
h1{font-size:24px;line-height:1.25;margin:0;font-weight:650;letter-spacing:-.01em}
h2{font-size:14px;margin:0 0 12px;font-weight:600;color:var(--ink2)}
h3{font-size:16px;margin:0;font-weight:600}h3+.qr{margin-top:12px}h3 small{font-size:14px;font-weight:400;color:var(--ink2);margin-left:8px}
p{margin:0 0 12px}
a{color:var(--water)}
:focus-visible{outline:3px solid var(--water);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-999px;top:0;background:var(--panel);padding:12px;z-index:2}.skip:focus{left:8px}
.top{display:flex;align-items:center;justify-content:space-between;gap:12px;max-width:960px;margin:0 auto;padding:8px 16px;min-height:56px}
.brand{display:inline-flex;align-items:center;gap:8px;min-height:44px;font-weight:650;color:var(--ink);text-decoration:none}
.brand svg{width:22px;height:22px}
.menu{position:relative}
.menu summary{list-style:none;display:flex;align-items:center;gap:6px;min-height:44px;padding:0 4px;color:var(--ink2);cursor:pointer;max-width:60vw}
.menu summary::-webkit-details-marker{display:none}
.menu summary span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.menu summary:after{content:"";flex:none;width:7px;height:7px;border:solid currentColor;border-width:0 1.5px 1.5px 0;transform:translateY(-2px) rotate(45deg)}
.menu ul{position:absolute;right:0;top:100%;z-index:3;min-width:210px;margin:0;padding:8px;list-style:none;background:var(--panel);border:1px solid var(--line);border-radius:14px;box-shadow:0 8px 28px #0005}
.menu li>a,.menu li button{display:flex;align-items:center;width:100%;min-height:44px;padding:0 12px;border:0;border-radius:8px;background:none;color:var(--ink);font:inherit;text-align:left;text-decoration:none;cursor:pointer}
.menu li>a:hover,.menu li button:hover{background:var(--bg)}
.menu .pair{display:flex;gap:4px;border-top:1px solid var(--line);margin-top:8px;padding-top:8px}
.menu .pair a{flex:1;display:flex;align-items:center;justify-content:center;min-height:44px;border-radius:8px;color:var(--ink2);text-decoration:none;font-size:14px}
.menu .pair a[aria-current]{background:var(--water2);color:var(--ink);font-weight:600}
main{max-width:520px;margin:0 auto;padding:4px 16px 40px;display:grid;gap:14px;grid-template-columns:minmax(0,1fr)}
main.wide{max-width:960px}.col{display:grid;gap:14px;grid-template-columns:minmax(0,1fr);align-content:start}
.panel{background:var(--panel);border:1px solid var(--line);border-radius:14px;padding:16px;min-width:0}
.intro p,.title p,.hint{text-wrap:pretty}.intro{padding:24px 0 8px}.intro h1{font-size:30px;margin-bottom:8px}.intro p{color:var(--ink2);font-size:17px;margin:0;max-width:40em}
.title{display:grid;gap:4px;padding:8px 0 2px}.title p{margin:0;color:var(--ink2)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.muted{color:var(--ink2)}.small{font-size:14px}.right{text-align:right}.center{text-align:center}.gap{margin-top:12px}.tight{margin-bottom:0}p.tight:not(.gap){margin-top:0}
.btn,button.btn{display:flex;align-items:center;justify-content:center;gap:8px;width:100%;min-height:48px;padding:8px 16px;border:1px solid transparent;border-radius:10px;background:var(--water);color:var(--on);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.btn.soft{background:var(--water2);color:var(--ink)}
.btn.plain{background:var(--panel);color:var(--ink);border-color:var(--edge);font-weight:500}
.btn.quiet{background:none;color:var(--ink2);font-weight:500;text-decoration:underline}.btn.bad{background:var(--panel);color:var(--bad);border-color:var(--bad)}
.btn:hover{filter:brightness(1.06)}
.btn[aria-disabled=true],.btn[disabled]{background:var(--track);color:var(--ink2);cursor:not-allowed}
.row{display:flex;gap:8px;flex-wrap:wrap}.row>*{flex:1 1 140px}
.chips{display:flex;gap:8px;flex-wrap:wrap;margin:12px 0 0;padding:0;list-style:none}
.chip{display:inline-flex;align-items:center;min-height:44px;padding:0 14px;border:1px solid var(--line);border-radius:99px;background:var(--bg);color:var(--ink);font:inherit;font-size:14px;font-weight:500;text-decoration:none;cursor:pointer}.chip[aria-current]{background:var(--water2);border-color:var(--water);font-weight:600}
.tall{display:inline-flex;align-items:center;min-height:44px}
.facts{margin:0;display:grid}
.panel>.facts{margin:-8px 0}.facts+.facts,.panel>table+.facts{border-top:1px solid var(--line)}.panel>table+.facts{margin-top:0}.panel>.facts+.facts{margin-top:8px}.panel>.facts+p{margin-top:20px}
.facts>div{display:flex;justify-content:space-between;align-items:center;gap:16px;padding:11px 0;border-top:1px solid var(--line)}
.facts>div:first-child{border-top:0}.facts dt{color:var(--ink2);flex:none;max-width:50%}.facts dd{margin:0;text-align:right;min-width:0}
.facts .sum{font-weight:650;font-size:18px}.facts .sum dt{color:var(--ink)}
.ring .facts{border-top:1px solid var(--line);margin:16px 0 -11px}
.gauge{display:flex;align-items:center;gap:20px}.gauge svg{flex:none;width:112px;height:112px}
.gauge .track{stroke:var(--track)}.gauge .arc{stroke:var(--water)}.gauge .arc.warn{stroke:var(--warn)}.gauge .arc.bad{stroke:var(--bad)}
.gauge text{fill:var(--ink);font-weight:700;font-size:22px;text-anchor:middle}.gauge text.lbl{font-size:12px;font-weight:400;fill:var(--ink2)}
.big{font-size:30px;line-height:1.15;font-weight:700;letter-spacing:-.02em}.gauge p{margin:2px 0 8px;color:var(--ink2)}
.tag{display:inline-flex;gap:6px;align-items:center;padding:2px 10px;border-radius:99px;font-size:13px;font-weight:500;white-space:nowrap;background:var(--bg);color:var(--ink2);border:1px solid var(--line)}
.tag:before{content:"";width:7px;height:7px;border-radius:9px;background:currentColor}
.tag.ok{background:var(--okb);color:var(--ok);border-color:transparent}.tag.warn{background:var(--warnb);color:var(--warn);border-color:transparent}.tag.bad{background:var(--badb);color:var(--bad);border-color:transparent}
.cc{display:inline-block;padding:1px 8px;margin-right:8px;border:1px solid var(--line);border-radius:99px;background:var(--bg);font-size:12px;color:var(--ink2)}
.list{margin:0;padding:0;list-style:none}.panel>.list{margin-bottom:-8px}h2+.list,.panel>.list:first-child{margin-top:-8px}.list>li{display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:48px;padding:8px 0;border-top:1px solid var(--line)}
.list>li:first-child{border-top:0}.list>li>:first-child{min-width:0}.list>li>:last-child:not(.whole){flex:none;text-align:right}.list .whole>:last-child{flex:none}
.list a.whole{flex:1;display:flex;justify-content:space-between;align-items:center;gap:12px;min-height:44px;color:inherit;text-decoration:none}
.note{border:1px solid var(--line);border-left:4px solid var(--water);border-radius:10px;padding:12px 14px;background:var(--panel)}
.note p:last-child{margin:0}.note.warn{border-left-color:var(--warn);background:var(--warnb)}.note.bad{border-left-color:var(--bad);background:var(--badb)}.note.ok{border-left-color:var(--ok);background:var(--okb)}
.note strong{display:block}.center .note,.center label{text-align:left}
.steps{margin:0;padding:0;list-style:none;counter-reset:step}.steps li{counter-increment:step;display:flex;gap:12px;align-items:center;padding:6px 0}.steps li:before{content:counter(step);flex:none;width:26px;height:26px;border-radius:99px;background:var(--water2);font-size:14px;font-weight:600;text-align:center;line-height:26px}
.sandbox{background:var(--warnb);color:var(--warn);text-align:center;font-size:14px;font-weight:500;padding:8px 16px}
form{display:grid;gap:14px;margin:0}
div.gap+form{margin-top:18px}
label,.label{display:block;font-size:14px;font-weight:500;margin-bottom:6px}
input:not([type=radio]):not([type=hidden]),select{width:100%;min-height:48px;padding:8px 12px;border:1px solid var(--edge);border-radius:10px;background:var(--bg);color:var(--ink);font:inherit}
input[readonly]{color:var(--ink2)}input.code{font-size:22px;letter-spacing:.3em;text-align:center}
.hint{margin:6px 0 0;font-size:14px;color:var(--ink2)}
fieldset{border:0;margin:0;padding:0;min-width:0}legend{font-size:14px;font-weight:500;padding:0;margin-bottom:6px}
.choice{display:flex;align-items:flex-start;gap:12px;min-height:48px;padding:12px;margin:0 0 8px;border:1px solid var(--line);border-radius:10px;font-size:16px;cursor:pointer}
.choice:has(:checked){border-color:var(--water);background:var(--water2)}.choice input{width:20px;height:20px;margin:2px 0 0;accent-color:var(--water);flex:none}.choice small{display:block;font-size:14px;font-weight:400;color:var(--ink2)}
.plans{display:grid;gap:14px}.plan{display:flex;flex-direction:column;gap:12px}.plan h2{font-size:17px;color:var(--ink);margin:0}.plan .price{font-size:32px;font-weight:700;letter-spacing:-.02em;line-height:1.1}.plan .price small{font-size:15px;font-weight:400;color:var(--ink2);letter-spacing:0}
.plan ul{margin:0;padding:0;list-style:none;color:var(--ink2);flex:1}.plan li{padding:3px 0 3px 24px;position:relative}.plan li:before{content:"";position:absolute;left:4px;top:12px;width:9px;height:5px;border:solid var(--water);border-width:0 0 2px 2px;transform:rotate(-45deg)}
@media(min-width:640px){.plans{grid-template-columns:repeat(auto-fit,minmax(260px,1fr))}}
.chart{display:block;width:100%;height:auto}.chart .bar{fill:var(--water)}.chart .bar.now{opacity:.55}.chart text{fill:var(--ink2);font-size:13px;text-anchor:middle}.chart .grid{stroke:var(--line)}.chart .hit{fill:transparent}
.chart g:hover .bar,.chart g.on .bar{fill:var(--ink);opacity:1}
.axis{display:flex;justify-content:space-between;gap:8px;margin:8px 0 0;color:var(--ink2);font-size:13px;min-height:20px}
.scroll{overflow-x:auto}table{width:100%;border-collapse:collapse;font-size:15px}th,td{padding:9px 0 9px 12px;border-top:1px solid var(--line);text-align:right;font-weight:400;white-space:nowrap}th:first-child,td:first-child{text-align:left;padding-left:0}tfoot th,tfoot td{font-weight:650}thead th{border-top:0;color:var(--ink2);font-size:13px;font-weight:500}
details.more{border-top:1px solid var(--line);margin-top:12px}.panel>details.more:last-child:not([open]){margin-bottom:-12px}details.more+details.more{margin-top:0}details.more[open]{padding-bottom:16px}details.more[open]:last-child{padding-bottom:0}details.more summary,a.more{cursor:pointer;min-height:44px;display:flex;align-items:center;justify-content:space-between;gap:12px;color:var(--water);font-weight:500;text-decoration:none;list-style:none}details.more summary::-webkit-details-marker{display:none}details.more summary:after,a.more:after{content:"";flex:none;width:7px;height:7px;margin-right:4px;border:solid currentColor;border-width:0 1.5px 1.5px 0;transform:rotate(45deg)}details.more[open]>summary:after{transform:rotate(225deg)}a.more:after{transform:rotate(-45deg)}a.more{border-top:1px solid var(--line);margin-top:12px}a.more+details.more{margin-top:0}.panel>a.more:last-child{margin-bottom:-12px}
.qr{display:block;width:min(236px,70vw);margin:0 auto;padding:14px;border-radius:14px;background:#fff;border:1px solid var(--line)}.qr svg{display:block;width:100%;height:auto}
.copy{display:flex;gap:8px}.copy input{font-size:14px;flex:1;min-width:0}.copy button{flex:none;width:auto}
.js-only,.js .no-js{display:none}.js .js-only{display:flex}
.pay{position:sticky;bottom:0;z-index:1;margin:16px -16px -16px;padding:12px 16px;background:var(--panel);border-top:1px solid var(--line);border-radius:0 0 14px 14px}
.done{display:grid;justify-items:center;gap:10px;padding:20px 16px;text-align:center}.done svg{width:64px;height:64px;color:var(--ok)}
.money{font-size:38px;font-weight:700;letter-spacing:-.02em;line-height:1.1}
.prose{white-space:pre-line}.prose p{margin:0 0 14px}.prose p:last-child{margin:0}.prose+.prose{border-top:1px solid var(--line);margin-top:12px;padding-top:12px}
footer{max-width:960px;margin:0 auto;padding:8px 16px 32px;display:flex;gap:4px 16px;flex-wrap:wrap;justify-content:center;font-size:14px;color:var(--ink2)}footer a{color:var(--ink2);display:inline-flex;align-items:center;min-height:44px}
@media(min-width:820px){.home{grid-template-columns:repeat(2,minmax(0,1fr));align-items:start;max-width:960px}.home>:not(.col){grid-column:1/-1}}
@media(prefers-reduced-motion:no-preference){.btn,.chip,.choice{transition:background-color .15s,filter .15s,border-color .15s}}
@media print{.top,footer,.btn,.no-print{display:none!important}body{background:#fff;color:#000}}
`
