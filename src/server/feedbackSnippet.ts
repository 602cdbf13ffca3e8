/**
 * The browser snippet, served at /feedback.js: no dependencies, at most 1 kB. docs/feedback.md says how a page uses it.
 * `plumbline(trace, kind, value, more)` sends one feedback. Elements with data-plumbline-trace send what is copied out of
 * them, and when the page is left, in one request, how long they were in view; data-plumbline="thumbs:up" makes a button of any element.
 * Written as it is sent, in short names: nothing is built.
 */
export const FEEDBACK_SNIPPET = `{let d=document,s=d.currentScript,q='[data-plumbline-trace]',m=new Map,on=addEventListener,id=n=>(n.closest?n:n.parentNode).closest(q)?.dataset.plumblineTrace,
p=a=>(a=a.filter(v=>v.trace_id).slice(-500))[0]&&fetch(s.src+'/../api/v1/feedback',{method:'POST',keepalive:1,headers:{'content-type':'application/json',authorization:'Bearer '+s.dataset.token},body:JSON.stringify(a)}),
f=plumbline=(trace_id,kind,value,x)=>p([{trace_id,kind,value,...x}]),
u=(e,i,v=m.get(e)||[0],n=performance.now())=>(v[0]+=v[1]?n-v[1]:0,v[1]=!d.hidden&&i&&n,v[2]=i,m.set(e,v),{trace_id:d.hidden&&v[0]&&id(e),kind:'dwell',value:v[0]|0}),
o=new IntersectionObserver(a=>a.map(e=>u(e.target,e.isIntersecting))),w=()=>d.querySelectorAll(q).forEach(e=>o.observe(e));
on('copy',()=>f(id(getSelection().anchorNode),'copy'));on('click',({target:t})=>(t=t.closest('[data-plumbline]'))&&f(id(t),...t.dataset.plumbline.split(':')));
on('visibilitychange',()=>p([...m].map(([e,v])=>u(e,v[2]))));new MutationObserver(w).observe(d,{subtree:1,childList:1});w()}`;
