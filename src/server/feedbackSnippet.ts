/**
 * The browser snippet, served at /feedback.js: no dependencies, at most 1 kB. docs/feedback.md says how a page uses it.
 * `plumbline(trace, kind, value, more)` sends one feedback. Elements with data-plumbline-trace send what is copied out of
 * them, and when the page is left how long they were in view; data-plumbline="thumbs:up" makes a button of any element.
 * Written as it is sent, in short names: nothing is built.
 */
export const FEEDBACK_SNIPPET = `(()=>{let d=document,s=d.currentScript,k=s.dataset.token,q='[data-plumbline-trace]',m=new Map,
on=addEventListener,
id=n=>(n.closest?n:n.parentElement).closest(q)?.dataset.plumblineTrace,
send=plumbline=(trace_id,kind,value,more)=>trace_id&&fetch(s.src+'/../api/v1/feedback',{method:'POST',keepalive:true,headers:{'content-type':'application/json',...k&&{authorization:'Bearer '+k}},body:JSON.stringify({trace_id,kind,value,...more})}),
u=(e,i)=>{let v=m.get(e)||[0],n=performance.now();if(v[1])v[0]+=n-v[1];m.set(e,[v[0],!d.hidden&&i&&n,i])},
o=new IntersectionObserver(a=>a.map(e=>u(e.target,e.isIntersecting))),
w=()=>d.querySelectorAll(q).forEach(e=>o.observe(e));
on('copy',()=>send(id(getSelection().anchorNode),'copy'));
on('click',({target:t})=>{let b=t.closest('[data-plumbline]');b&&send(id(b),...b.dataset.plumbline.split(':'))});
on('visibilitychange',()=>m.forEach((v,e)=>{u(e,v[2]);v=m.get(e)[0];d.hidden&&v>0&&send(id(e),'dwell',v|0)}));
new MutationObserver(w).observe(d,{subtree:1,childList:1});w()})()
`;
