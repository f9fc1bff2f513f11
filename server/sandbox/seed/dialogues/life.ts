/** Conversations about everything else, in English and in two languages. Form: see `work.ts`. */
export const CHAT = String.raw`
A: Lunch at {time}? The noodle place has a new menu
B: In!
C: Me too, I am starving
D: Bring me something with tofu please :pray:
A: Table for three, and a box for @D || yum B C D

A: Found a cat in the car park. She has adopted me
B: Pictures or it did not happen
A: She is faster than my camera
C: :cat: :cat: :cat:

A: What is everybody reading?
B: A book about the history of maps. Surprisingly exciting
C: The same detective as every winter
D: Release notes
B: Oh no @D
D: They have a happy end sometimes || joy A B C

A: My sourdough is alive. I repeat, it is alive
B: Does it have a name?
A: Bread Pitt
C: I am leaving this channel
A: :bread:

A: Anyone for a run along the river on {day} after work?
B: How far?
A: Eight kilometres, slowly
B: Slowly is my second name. Count me in || runner A C
C: Me too, if it does not rain

A: The weather app says sun. The window says otherwise
B: Trust the window
C: :umbrella:
A: Cycling home will be fun

A: Film tip for the weekend: _The Straight Story_. Nothing happens and it is wonderful
B: Seen it twice
C: On my list, thanks

A: Somebody left a whole cake in the kitchen with a note "eat me"
B: That was me, birthday
A: Happy birthday!! :birthday: || tada C D; cake C
C: Happy birthday @B :balloon:
D: 生日快乐！🎂
B: Thank you all :heart:

A: TIL that octopuses have three hearts
B: And I can barely handle one
C: :octopus: || joy A B

A: Has anybody tried the new coffee machine?
B: It asked me for my name
C: It called me "Guest" and the coffee was cold
A: So it knows us already :coffee:

A: Selling two tickets for the concert on {day}, I cannot go
B: What is it?
A: String quartet, modern. You need some courage
B: I have courage. Taking both
A: :violin:

A: 🎉
B: What are we celebrating?
A: My plant has a second leaf
B: 🌱👏

A: Chess at lunch? I learned a new opening
B: Does it have a defence?
A: I have not got that far
B: Then gladly :smiling_imp:
`
export const MIXED = String.raw`
A: 早上好！Good morning from the office :sunny:
B: Good morning!
C: 早 ☕
D: Morning. Traffic was terrible today
A: 一样，堵了四十分钟

A: @B how do you get Chinese quotation marks on the new keyboard?
B: In the Chinese input mode, just type the normal ones. You get “ ” by themselves
A: 谢谢！
B: 不客气 :+1: || heart A

A: 下周北京的客户来访，谁能帮忙翻译？ {customer} 那边有三位
B: I can help in the morning
C: 我下午可以
A: 太好了，谢谢两位 || +1 B C

A: Holiday calendar for both offices is online: https://wiki.example/holidays
B: 国庆节那一周我们这边放假
A: Right, so no release that week
C: 已经记下了 || +1 A B

A: The translation of the settings page is done, please have a look at "{zfeature}"
B: 看了，只有一个词建议改：“通道”改成“频道”
A: Done, thank you! || edited
B: 👍
`
export const DIRECT = String.raw`
A: Do you have a minute?
B: Sure, what is up?
A: I cannot reproduce {ticket} here. Could you try with your account?
B: One moment
B: Happens for me every time, but only with the second tab open
A: That is the hint I needed, thanks! || +1 B

A: Thanks for the review, very thorough :pray:
B: Always. The part about the timers I did not understand at first, by the way
A: I will add a comment
B: Perfect

A: Are you coming to the meeting with {customer}?
B: Yes, ten minutes late, start without me
A: Okay

A: Can I borrow your monitor on {day}? Mine is in repair
B: Of course, I work from home that day
A: You are the best || heart B

A: The numbers on page three do not add up, or I cannot count
B: Let me see…
B: You can count. I used the week before
B: Corrected
A: Great, sending it now

A: Could you look at this before I send it?\n> Dear team, the preview is ready. It contains {feature}, and two things we know are not finished yet.
B: Very clear. I would name the two things
A: Good point

A: Coffee? :coffee:
B: Two minutes

A: Quick one: is the flag for {feature} on in staging?
B: Since {day}, yes
A: Then I see why it looks different :sweat_smile:

A: Did you get home well yesterday? The last train looked full
B: Standing all the way, but with good music
A: :headphones:

A: I wrote down how the retry works, tell me if it makes sense:\n1. wait one second\n2. double it, up to thirty\n3. add some chance so that not all come back at once
B: It does. Number three has a name: _jitter_
A: Added the word, thanks
`
export const DIRECT_ZH = String.raw`
A: 在吗？
B: 在，怎么了
A: 那个接口的文档你有没有最新版？
B: 有，在 https://wiki.example/api 第二节
A: 收到，谢谢！ || +1 B

A: 明天的评审几点开始？
B: {time}，在三楼的小会议室
A: 好的，我提前五分钟到

A: 刚才的改动我看了，逻辑没问题，有两个命名可以再想想
B: 好，我改一下
B: 改好了，你再看看
A: 可以了，合并吧 :+1:

A: 周末去爬山吗？天气预报说是晴天
B: 去！几点集合？
A: 早上八点，地铁口见
B: OK，我带水果 🍊

A: 你那边能打开测试环境吗？我这里一直转圈
B: 可以的，你清一下缓存试试
A: 好了，谢谢

A: 周报发你邮箱了，帮忙看一下第二页的数据
B: 看了，{zfeature}那一行少了一个百分号
A: 马上补上
`
