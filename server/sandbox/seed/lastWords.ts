/**
 * How each room ends, minutes before now: written by hand, so that whoever signs in first has something
 * to read. `speaker|minutes ago|text`; `>` before the text answers in the thread of the line before it.
 */
export const LAST_WORDS: Readonly<Record<string, string>> = {
  general: String.raw`
clara|95|Good morning! The plan for today:\n1. demo at eleven\n2. lunch with the guests\n3. tidy up the board
bob|93|I bring the cables
xiaoming|90|大家早上好，客户十点半到前台
ann|88|I will pick them up at the door
david|64|The demo machine is updated to *4.12.0*, ready when you are
clara|41|@ann could you also bring the visitor badges? They are at the reception
lina|22|会议室的空调已经打开了 :snowflake:
bob|9|Projector works, sound works, I do not dare to touch anything any more :sweat_smile:
`,
  design: String.raw`
clara|150|Photo of the whiteboard from this morning, before somebody wipes it|image
lina|146|Much clearer than my notes, thanks :heart:
david|140|The arrow on the left should end at the ${'`'}outbox${'`'}, otherwise I agree
clara|131|Right! I will redraw it properly
`,
  product: String.raw`
xiaoming|75|*离线发送* 的交互稿已经更新：断网时先放进待发列表，恢复以后自动补发
lina|70|列表里要不要显示失败原因？
zhangwei|66|要，最好再加一个“重试”按钮
xiaoming|58|> 好的，两个都加上
lina|57|> 我来补充异常状态的文案
xiaoming|34|@all 下午三点评审，请提前看一下文档：https://wiki.example/offline
lina|12|已看，没有大问题 👍
`,
  random: String.raw`
bob|180|Somebody put googly eyes on the coffee machine
david|178|It looks surprised every time
clara|175|It has seen what we drink
lina|120|哈哈哈 😂
`,
  release: String.raw`
david|85|*4.12.0* is at 100 %. Error rate 0.02 %, p95 198 ms
xiaoming|81|Good numbers! :rocket:
clara|52|Notes are public: https://wiki.example/releases/4.12
david|27|Next candidate on Thursday. Please keep the branch quiet until then
`,
  support: String.raw`
clara|210|Log from the customer with the slow sync|file
bob|200|Their proxy closes idle connections after 30 seconds. Our pings come every 25, so that should hold
david|196|Unless the clock of the laptop sleeps
bob|188|…which it does. Good catch
`,
  'core-team': String.raw`
david|300|Slides for the board are in the folder, comments until tonight please
xiaoming|280|Page 4 is great. On page 6 the axis starts at 40, I would start at 0
ann|265|Agreed with both. Nice work, David!
`,
  hiring: String.raw`
bob|1500|The offer is signed :tada:
clara|1490|Wonderful! Start is on the first
`,
  'annual-party': String.raw`
zhangwei|400|摄影师确认了，下午两点到场
lina|390|太好了，节目单我今晚发出来
`,
  'ann bob': String.raw`
ann|60|Could you look at the badge list before the guests come?
bob|18|Looked: two names are missing
bob|17|I added them and printed the sheet again
bob|16|It is on your desk :slight_smile:
`,
  'ann xiaoming': String.raw`
ann|130|演示的中文版准备好了吗？
xiaoming|31|准备好了，在共享文件夹里，有空看一下 🙏
`,
  'clara ann': String.raw`
ann|500|Thank you for the course tip, I signed up
clara|495|Great, then we go together!
`,
  'ann bob clara': String.raw`
clara|240|Shall the three of us meet after the demo?
ann|236|Yes, at four?
bob|235|Four is good
`,
  'bob david': String.raw`
david|90|The spare adapter is in my drawer, if the cable gives up
bob|89|You are a life saver
`,
  'lina zhangwei': String.raw`
lina|33|评审的数据表我放到文档最后一页了
`,
  'admin ann': String.raw`
admin|30000|Hello Ann, this is a demo server: everything here is made up, and it forgets all changes when it stops
admin|29999|Two browsers side by side show it best: sign in as *ann* in one and as *bob* in the other
ann|29000|Got it, thanks! What can I write?
admin|28995|For example:\n- *bold*, _italic_, ~struck~ and ${'`'}code${'`'}\n- @names, #general, :wave: and links
admin|28994|${'```'}js\nconst greeting = 'hello'\nconsole.log(greeting)\n${'```'}
ann|28990|> And replies like this one?
admin|28989|> Exactly, in a thread
`,
}
