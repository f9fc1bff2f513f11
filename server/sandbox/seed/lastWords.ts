/**
 * How each room ends, minutes before now: written by hand, so that whoever signs in first has something
 * to read. `speaker|minutes ago|text`; `>` before the text answers in the thread of the line before it, and `!topic`
 * changes the topic to it. After another `|` stand, parted by `;`, the name of a file, `edited`, `quoting` for the line
 * before, or a reaction and whose it is: `rocket ann bob`.
 */
export const LAST_WORDS: Readonly<Record<string, string>> = {
  general: String.raw`
clara|95|Good morning! The plan for today:\n1. demo at eleven\n2. lunch with the guests\n3. tidy up the board
bob|93|I bring the cables
xiaoming|90|大家早上好，客户十点半到前台
ann|88|I will pick them up at the door
david|64|The demo machine is updated to *4.12.0*, ready when you are|white_check_mark ann clara
clara|41|@ann could you also bring the visitor badges? They are at the reception
lina|22|会议室的空调已经打开了 :snowflake:
bob|9|Projector works, sound works, I do not dare to touch anything any more :sweat_smile:
`,
  design: String.raw`
clara|150|Photo of the whiteboard from this morning, before somebody wipes it|whiteboard.png;+1 ann david
lina|146|Much clearer than my notes, thanks :heart:
david|140|The arrow on the left should end at the ${'`'}outbox${'`'}, otherwise I agree
clara|131|Right! I will redraw it properly
`,
  product: String.raw`
lina|152|上周访谈的五位用户里，四位都提到了“断网就不敢发消息”
xiaoming|148|这正是下个版本要解决的。目标很简单：_写了就不会丢_|100 lina zhangwei
zhangwei|141|服务端怎么区分重发和新消息？
xiaoming|139|消息的编号由客户端生成，重发时不变：\n${'```'}ts\nif (await server.has(message.id)) confirm(message)\nelse await server.send(message)\n${'```'}|+1 zhangwei ann
zhangwei|138|> 明白了，这样重发多少次都只有一条
xiaoming|137|> 对，接口文档里也加上了这一段
lina|112|待发列表的新界面，浅色和深色各一版|start-screen.png;heart xiaoming zhangwei ann
ann|108|比上一版清楚多了，深色的对比度也够|quoting
zhangwei|96|测试用例在这里，弱网的部分请重点看|offline-tests.csv
xiaoming|75|*离线发送* 的交互稿已经更新：断网时先放进待发列表，恢复以后自动补发
lina|70|列表里要不要显示失败原因？
zhangwei|66|要，最好再加一个“重试”按钮|+1 lina xiaoming
xiaoming|58|> 好的，两个都加上
lina|57|> 我来补充异常状态的文案
xiaoming|34|@all 下午三点评审，请提前看一下文档：https://wiki.example/offline
lina|12|已看，没有大问题 👍
`,
  random: String.raw`
bob|180|Somebody put googly eyes on the coffee machine
david|178|It looks surprised every time
clara|175|It has seen what we drink|joy ann bob;coffee david
lina|120|哈哈哈 😂|joy bob clara
`,
  release: String.raw`
david|174|*4.12.0* is out to 10 % of the customers. I watch the error rate and report every half hour
clara|171|Thank you! The list for today:\n1. numbers stay quiet until ten\n2. everybody gets it\n3. public notes|+1 david ann
david|166|!topic What ships, and when
xiaoming|151|The slow query is gone. All it took:\n${'```'}sql\nCREATE INDEX messages_by_room\n    ON messages (room_id, sent_at DESC)\n${'```'}|rocket ann bob david;tada clara
bob|149|> From 800 ms to 12, and I had blamed the network for weeks
xiaoming|147|> So had I :sweat_smile:
david|146|> It goes on the checklist for next time
clara|126|The new start screen, light and dark|start-screen.png;heart bob ann
david|123|Approved. The spacing is so much calmer now|quoting;raised_hands clara
ann|118|I show it to support this afternoon
bob|97|The load test of last night, everything is green|load-test.csv
david|85|*4.12.0* is at 100 %. Error rate 0.02 %, p95 198 ms|tada ann bob xiaoming
xiaoming|81|Good numbers! :rocket:
clara|52|Notes are public: https://wiki.example/releases/4.12
david|27|Next candidate on Thursday. Please keep the branch quiet until then
`,
  support: String.raw`
clara|210|Log from the customer with the slow sync|sync-client.log
bob|200|Their proxy closes idle connections after 30 seconds. Our pings come every 25, so that should hold
david|196|Unless the clock of the laptop sleeps
bob|188|…which it does. Good catch|+1 clara
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
