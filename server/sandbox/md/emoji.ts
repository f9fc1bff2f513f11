/** The short codes this server knows; a reaction with any other is refused (rocketchat.md §5.7). */
const NAMES = `
umbrella broom violin headphones smiling_imp grinning smiley smile grin laughing satisfied sweat_smile rofl joy slight_smile slightly_smiling_face upside_down
wink blush innocent smiling_face_with_3_hearts heart_eyes star_struck kissing_heart kissing relaxed yum
stuck_out_tongue stuck_out_tongue_winking_eye zany_face money_mouth hugging hugging_face thinking thinking_face
zipper_mouth raised_eyebrow neutral_face expressionless no_mouth smirk unamused rolling_eyes grimacing relieved
pensive sleepy drooling_face sleeping mask thermometer_face nauseated_face sneezing_face exploding_head cowboy
partying_face sunglasses nerd nerd_face monocle_face confused worried slight_frown frowning open_mouth hushed
astonished flushed pleading_face fearful cold_sweat cry sob scream confounded persevere disappointed sweat weary
tired_face yawning_face triumph rage angry skull poop clown_face ghost alien robot smiley_cat joy_cat heart_eyes_cat
see_no_evil hear_no_evil speak_no_evil kiss love_letter cupid heartpulse heartbeat two_hearts broken_heart heart
orange_heart yellow_heart green_heart blue_heart purple_heart black_heart white_heart 100 anger boom dizzy
sweat_drops dash speech_balloon thought_balloon zzz wave raised_back_of_hand raised_hand vulcan ok_hand pinching_hand
v crossed_fingers metal call_me_hand point_left point_right point_up point_up_2 point_down thumbsup thumbsdown +1 -1
fist punch left_facing_fist right_facing_fist clap raised_hands open_hands palms_up_together handshake pray writing_hand
muscle ear nose brain eyes eye baby boy girl man woman person_raising_hand bow face_palm facepalm shrug man_shrugging
woman_shrugging technologist man_technologist woman_technologist runner dancer dog cat fox bear panda_face koala tiger
lion cow pig frog monkey chicken penguin bird owl wolf horse unicorn bee bug butterfly snail ant turtle snake octopus
fish dolphin whale cherry_blossom rose sunflower tulip seedling evergreen_tree palm_tree cactus herb four_leaf_clover
maple_leaf grapes watermelon tangerine lemon banana pineapple apple pear peach cherries strawberry tomato avocado
broccoli corn hot_pepper bread croissant cheese pancakes bacon hamburger fries pizza hotdog sandwich taco burrito egg
salad popcorn bento rice ramen spaghetti sushi dumpling ice_cream doughnut cookie birthday cake chocolate_bar candy
coffee tea sake champagne wine_glass cocktail beer beers clinking_glasses soccer basketball football baseball tennis
trophy medal first_place second_place third_place ticket art guitar game_die dart video_game jigsaw car taxi bus
bike train airplane rocket ship anchor construction house office hospital school watch alarm_clock hourglass clock
sunny partly_sunny cloud rain_cloud zap snowflake snowman fire droplet ocean star star2 sparkles rainbow moon sun_with_face
jack_o_lantern christmas_tree fireworks tada confetti_ball balloon gift computer keyboard desktop printer phone battery
electric_plug bulb flashlight money_with_wings dollar credit_card gem wrench hammer nut_and_bolt gear link chains
microscope telescope pill door lock unlock key mag mag_right package mailbox envelope email inbox_tray outbox_tray
memo pencil pencil2 file_folder open_file_folder date calendar card_index chart_with_upwards_trend
chart_with_downwards_trend bar_chart clipboard pushpin round_pushpin paperclip straight_ruler scissors wastebasket
books book bookmark label newspaper bell no_bell mega loudspeaker hammer_and_wrench shield bomb warning no_entry
no_entry_sign x o heavy_check_mark white_check_mark ballot_box_with_check heavy_plus_sign heavy_minus_sign question
grey_question exclamation grey_exclamation bangbang interrobang recycle arrow_up arrow_down arrow_left arrow_right
arrows_counterclockwise back end on soon top new free up cool ok sos red_circle green_circle blue_circle yellow_circle
white_circle black_circle checkered_flag triangular_flag_on_post flag_cn flag_us flag_gb flag_de flag_fr flag_jp cn us gb
`

export const EMOJI: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/))

export const SMILEYS: ReadonlyMap<string, string> = new Map([
  [':)', 'slight_smile'],
  [':-)', 'slight_smile'],
  [':(', 'slight_frown'],
  [':D', 'smile'],
  [':P', 'stuck_out_tongue'],
  [':p', 'stuck_out_tongue'],
  [';)', 'wink'],
  [';-)', 'wink'],
  [':O', 'open_mouth'],
  ['<3', 'heart'],
])
