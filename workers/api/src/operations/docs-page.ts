import type { Context } from "hono";

/**
 * The API reference: a page without scripts of anybody else. It reads /api/v1/openapi.json and lists every
 * operation with its parameters, bodies and errors.
 */
export function docsPage(c: Context): Response {
  const nonce = crypto.randomUUID();
  return c.html(PAGE.replaceAll("%NONCE%", nonce), 200, {
    "content-security-policy": `default-src 'none'; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    "cache-control": "no-store",
  });
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Veza API</title>
<style nonce="%NONCE%">
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 15%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:16px/1.55 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:2rem 1rem 6rem}
h1{font-size:2rem;margin:0 0 .25rem}h2{margin:3rem 0 .5rem;font-size:1.25rem}
details{border:1px solid var(--line);border-radius:.6rem;margin:.5rem 0}summary{cursor:pointer;padding:.7rem 1rem;display:flex;gap:.75rem;flex-wrap:wrap;align-items:baseline}
summary code{font-weight:600}.m{font:600 .75rem/1.6 ui-monospace,monospace;border-radius:.3rem;padding:.05rem .5rem;background:var(--soft);min-width:3.6rem;text-align:center}
.b{padding:0 1rem 1rem}pre{background:var(--soft);border-radius:.4rem;padding:.75rem;overflow:auto;font-size:.82rem;max-height:24rem}
p.s{margin:.25rem 0 .75rem}h3{font-size:.9rem;margin:1rem 0 .25rem}.e{margin:0;padding-left:1.2rem}a{color:inherit}
</style>
</head>
<body>
<h1>Veza API</h1>
<p>OpenAPI 3.1, generated from the code: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>. Sign a program in with
<code>POST /api/v1/auth/token</code> and send <code>Authorization: Bearer …</code>. Errors are RFC 9457 problem details with a stable <code>code</code>.</p>
<main id="list" aria-busy="true">Loading…</main>
<script nonce="%NONCE%">
const el=(tag,attrs={},...kids)=>{const n=document.createElement(tag);Object.assign(n,attrs);n.append(...kids);return n};
const list=document.getElementById("list");
fetch("/api/v1/openapi.json").then(r=>{if(!r.ok)throw new Error(r.status);return r.json()}).then(doc=>{
  list.textContent="";list.removeAttribute("aria-busy");
  for(const tag of doc.tags){
    list.append(el("h2",{textContent:tag.name}));
    for(const [path,ops] of Object.entries(doc.paths))for(const [method,op] of Object.entries(ops)){
      if(!op.tags?.includes(tag.name))continue;
      const body=el("div",{className:"b"},el("p",{className:"s",textContent:op.summary}));
      const show=(title,value)=>value&&body.append(el("h3",{textContent:title}),el("pre",{},JSON.stringify(value,null,2)));
      show("Parameters",op.parameters);
      for(const [type,content] of Object.entries(op.requestBody?.content??{}))show("Body "+type,content.schema);
      for(const [status,response] of Object.entries(op.responses)){
        const json=response.content?.["application/json"];
        if(json)show("Answer "+status,json.schema);else if(status<300)body.append(el("h3",{textContent:"Answer "+status}));
      }
      const errors=Object.entries(op.responses).filter(([s])=>s>=400);
      if(errors.length)body.append(el("h3",{textContent:"Errors"}),el("ul",{className:"e"},...errors.map(([s,r])=>el("li",{textContent:s+" — "+r.description.replaceAll("\\n\\n"," · ").replaceAll("\`","")}))));
      list.append(el("details",{id:op.operationId},el("summary",{},el("span",{className:"m",textContent:method.toUpperCase()}),el("code",{textContent:path})),body));
    }
  }
}).catch(()=>{list.textContent="The description could not be loaded. Reload the page."});
</script>
</body>
</html>`;
