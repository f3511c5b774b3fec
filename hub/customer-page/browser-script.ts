/**
 * All that runs in the browser, on every page the same: copying, the exact figures of the chart, an offer that follows
 * what is chosen, and the state of an order that is being paid. Everything works without it. Kept to what browsers inside chat programs know.
 */
export const browserScript = `(function(){
'use strict'
var root=document.documentElement
root.classList.add('js')
document.addEventListener('click',function(event){
  var button=event.target.closest('[data-copy]')
  if(!button)return
  var field=document.getElementById(button.getAttribute('data-copy'))
  if(!field)return
  var said=button.textContent
  function done(){button.textContent=button.getAttribute('data-done');setTimeout(function(){button.textContent=said},1600)}
  function old(){field.select();field.setSelectionRange(0,field.value.length);if(document.execCommand('copy'))done()}
  if(navigator.clipboard)navigator.clipboard.writeText(field.value).then(done,old)
  else old()
})
document.addEventListener('keydown',function(event){
  if(event.key!=='Escape')return
  document.querySelectorAll('details.menu[open]').forEach(function(menu){menu.open=false;menu.firstElementChild.focus()})
})
document.addEventListener('click',function(event){
  document.querySelectorAll('details.menu[open]').forEach(function(menu){if(!menu.contains(event.target))menu.open=false})
})
document.addEventListener('change',function(event){
  var form=event.target.closest('[data-auto]')
  if(form&&event.target.type!=='text')form.submit()
})
var print=document.querySelector('[data-print]')
if(print)print.addEventListener('click',function(){window.print()})
document.querySelectorAll('[data-figures]').forEach(function(chart){
  var line=document.getElementById(chart.getAttribute('data-figures')),said=line.innerHTML
  function show(event){
    var day=event.target.closest('g'),on=chart.querySelector('.on')
    if(on)on.classList.remove('on')
    if(day)day.classList.add('on')
    if(day)line.textContent=day.firstElementChild.textContent
    else line.innerHTML=said
  }
  chart.addEventListener('pointerover',show)
  chart.addEventListener('pointerdown',show)
  chart.addEventListener('pointerleave',function(event){if(event.pointerType==='mouse')show({target:chart})})
})
document.addEventListener('submit',function(event){
  var form=event.target
  if(form.getAttribute('data-sent')){event.preventDefault();return}
  form.setAttribute('data-sent','1')
  setTimeout(function(){form.removeAttribute('data-sent')},8000)
})
var pay=document.querySelector('[data-status]')
if(pay){
  var clock=pay.querySelector('[data-until]'),until=0,wait=2000
  if(clock)until=Date.now()+Number(clock.getAttribute('data-until'))
  setInterval(function(){
    if(!clock)return
    var left=Math.max(0,Math.round((until-Date.now())/1000))
    clock.textContent=Math.floor(left/60)+':'+('0'+left%60).slice(-2)
  },500)
  var ask=function(){
    if(document.hidden){setTimeout(ask,1000);return}
    fetch(pay.getAttribute('data-status'),{headers:{accept:'application/json'}}).then(function(answer){return answer.json()}).then(function(order){
      if(order.state!==pay.getAttribute('data-state')){location.replace(pay.getAttribute('data-next'));return}
      wait=2000;setTimeout(ask,wait)
    }).catch(function(){wait=Math.min(wait*2,15000);setTimeout(ask,wait)})
  }
  setTimeout(ask,wait)
  document.addEventListener('visibilitychange',function(){if(!document.hidden)wait=500})
}
var wechat=document.querySelector('[data-jsapi]')
if(wechat){
  var call=function(){
    window.WeixinJSBridge.invoke('getBrandWCPayRequest',JSON.parse(wechat.getAttribute('data-jsapi')),function(){})
  }
  wechat.addEventListener('click',function(){
    if(window.WeixinJSBridge)call()
    else document.addEventListener('WeixinJSBridgeReady',call,false)
  })
}
})()
`
