/** The emoji people use most, by short code. Others show as their code until the full set is loaded. */
const common =
  'grinning😀 smiley😃 smile😄 grin😁 laughing😆 satisfied😆 sweat_smile😅 joy😂 rofl🤣 relaxed☺️ blush😊 innocent😇 slight_smile🙂 slightly_smiling_face🙂 upside_down🙃 wink😉 relieved😌 heart_eyes😍 kissing_heart😘 yum😋 stuck_out_tongue😛 stuck_out_tongue_winking_eye😜 sunglasses😎 smirk😏 unamused😒 disappointed😞 pensive😔 worried😟 confused😕 slight_frown🙁 frowning☹️ persevere😣 tired_face😫 weary😩 cry😢 sob😭 triumph😤 angry😠 rage😡 flushed😳 scream😱 fearful😨 cold_sweat😰 hugging🤗 hugs🤗 thinking🤔 thinking_face🤔 neutral_face😐 expressionless😑 no_mouth😶 rolling_eyes🙄 grimacing😬 zipper_mouth🤐 sleeping😴 sleepy😪 mask😷 nerd🤓 nerd_face🤓 partying_face🥳 pleading_face🥺 exploding_head🤯 face_with_monocle🧐 shushing_face🤫 salute🫡 skull💀 ghost👻 alien👽 robot🤖 poop💩 wave👋 ok_hand👌 v✌️ crossed_fingers🤞 fingers_crossed🤞 metal🤘 call_me🤙 point_left👈 point_right👉 point_up☝️ point_down👇 thumbsup👍 +1👍 thumbsdown👎 -1👎 fist✊ punch👊 clap👏 raised_hands🙌 open_hands👐 handshake🤝 pray🙏 muscle💪 writing_hand✍️ eyes👀 brain🧠 shrug🤷 facepalm🤦 raising_hand🙋 bow🙇 heart❤️ orange_heart🧡 yellow_heart💛 green_heart💚 blue_heart💙 purple_heart💜 black_heart🖤 broken_heart💔 two_hearts💕 sparkling_heart💖 100💯 fire🔥 sparkles✨ star⭐ star2🌟 boom💥 zap⚡ tada🎉 confetti_ball🎊 balloon🎈 gift🎁 trophy🏆 medal🏅 rocket🚀 airplane✈️ car🚗 bike🚲 house🏠 office🏢 sunny☀️ cloud☁️ umbrella☔ rainbow🌈 snowflake❄️ coffee☕ tea🍵 beer🍺 beers🍻 pizza🍕 cake🍰 birthday🎂 apple🍎 dog🐶 cat🐱 panda_face🐼 bug🐛 bee🐝 seedling🌱 herb🌿 rose🌹 sunflower🌻 computer💻 phone☎️ iphone📱 email📧 envelope✉️ calendar📅 date📅 memo📝 pencil✏️ book📖 books📚 bulb💡 lock🔒 unlock🔓 key🔑 hammer🔨 wrench🔧 gear⚙️ link🔗 paperclip📎 pushpin📌 mag🔍 bell🔔 mega📣 loudspeaker📢 hourglass⌛ alarm_clock⏰ stopwatch⏱️ chart_with_upwards_trend📈 bar_chart📊 moneybag💰 package📦 construction🚧 warning⚠️ no_entry⛔ x❌ white_check_mark✅ heavy_check_mark✔️ ballot_box_with_check☑️ question❓ exclamation❗ grey_question❔ information_source️ℹ️ red_circle🔴 large_blue_circle🔵 green_circle🟢 yellow_circle🟡 arrow_up⬆️ arrow_down⬇️ arrow_left⬅️ arrow_right➡️ recycle♻️ checkered_flag🏁 crossed_flags🎌 musical_note🎵 art🎨 soccer⚽ basketball🏀 dart🎯 game_die🎲'

let table: ReadonlyMap<string, string> | null = null

/** The emoji of a short code without colons, or null when it is none of the common ones. */
export function emojiOf(shortCode: string): string | null {
  table ??= readTable()
  return table.get(shortCode) ?? null
}

function readTable(): ReadonlyMap<string, string> {
  const entries = common.split(' ').map((entry): [string, string] => {
    const length = /^[a-z0-9_+-]+/.exec(entry)?.[0].length ?? 0
    return [entry.slice(0, length), entry.slice(length)]
  })
  return new Map(entries)
}
