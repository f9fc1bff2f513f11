/** Of the launcher and of what the frame stands in. In a shadow tree, by CSSOM: the host's style-src need not know it (E13). */
export const panelStyles = `:host{all:initial;position:fixed}
:host(.inline){display:block;position:relative;height:100%}
div,button{position:fixed;right:20px;transition:.15s}
:host(.left)>*{right:auto;left:20px}
div{bottom:92px;width:400px;height:min(640px,100vh - 112px);border-radius:16px;background:var(--surface,#fff);box-shadow:0 4px 16px #0006;overflow:hidden;visibility:hidden;opacity:0}
:host(.dark) div{background:var(--surface,#15171a)}
@media(prefers-color-scheme:dark){:host(.system) div{background:var(--surface,#15171a)}}
:host(.open) div{visibility:visible;opacity:1}
:host(.whole) div{inset:0;width:100%;height:100%;border-radius:0}
:host(.inline) div{position:absolute}
iframe{width:100%;height:100%;border:0;opacity:0}
.seen iframe{opacity:1}
button{bottom:20px;width:56px;height:56px;padding:0;border:1px solid #0000;border-radius:50%;background:var(--accent,#2f63d8);color:var(--onAccent,#fff);box-shadow:0 4px 16px #0006;cursor:pointer}
:host(.open.whole) button,[hidden]{display:none}
button:before{content:"";display:block;width:20px;height:15px;margin:auto;border:2.5px solid;border-radius:9px 9px 9px 1px}
:host(.open) button:before{content:"✕";width:auto;height:auto;border:0;font:20px system-ui}
b{position:absolute;top:-4px;right:-4px;min-width:8px;padding:0 6px;border-radius:10px;background:#cf3a3a;color:#fff;font:600 12px/20px system-ui}
b:empty{padding:6px 2px}
@media(prefers-reduced-motion){div,button{transition:none}}`
