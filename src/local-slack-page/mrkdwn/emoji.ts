/** The most used emoji by Slack's shortname. An unknown shortname is shown as text. */
const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|heart ❤️|joy 😂|smile 😄|smiley 😃|grin 😁|grinning 😀|slightly_smiling_face 🙂|wink 😉
blush 😊|sweat_smile 😅|rolling_on_the_floor_laughing 🤣|laughing 😆|sunglasses 😎|heart_eyes 😍|thinking_face 🤔|neutral_face 😐
confused 😕|cry 😢|sob 😭|scream 😱|angry 😠|rage 😡|sleeping 😴|see_no_evil 🙈|hugging_face 🤗|upside_down_face 🙃|partying_face 🥳
robot_face 🤖|ghost 👻|skull 💀|clap 👏|wave 👋|pray 🙏|muscle 💪|raised_hands 🙌|ok_hand 👌|point_up ☝️|point_right 👉|point_left 👈
point_down 👇|point_up_2 👆|handshake 🤝|eyes 👀|bust_in_silhouette 👤|busts_in_silhouette 👥|fire 🔥|tada 🎉|sparkles ✨|star ⭐|star2 🌟
zap ⚡|boom 💥|rocket 🚀|100 💯|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|heavy_multiplication_x ✖️|no_entry ⛔
no_entry_sign 🚫|warning ⚠️|rotating_light 🚨|bangbang ‼️|exclamation ❗|question ❓|grey_question ❔|information_source ℹ️|bulb 💡
bell 🔔|mega 📣|loudspeaker 📢|speech_balloon 💬|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|alarm_clock ⏰|calendar 📆|date 📅
clipboard 📋|memo 📝|pencil ✏️|pencil2 ✏️|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|lock 🔒|unlock 🔓|key 🔑|mag 🔍|bar_chart 📊
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤|package 📦|wastebasket 🗑️|gear ⚙️
wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|bug 🐛|computer 💻|iphone 📱|floppy_disk 💾|moneybag 💰|dollar 💵|trophy 🏆|medal 🏅|gift 🎁
balloon 🎈|confetti_ball 🎊|dart 🎯|game_die 🎲|art 🎨|musical_note 🎵|books 📚|book 📖|newspaper 📰|house 🏠|office 🏢|school 🏫
car 🚗|bike 🚲|airplane ✈️|ship 🚢|train 🚆|construction 🚧|checkered_flag 🏁|triangular_flag_on_post 🚩|coffee ☕|tea 🍵|beer 🍺|beers 🍻
wine_glass 🍷|pizza 🍕|hamburger 🍔|taco 🌮|burrito 🌯|sushi 🍣|ramen 🍜|spaghetti 🍝|fries 🍟|hotdog 🌭|sandwich 🥪|green_salad 🥗|curry 🍛
rice 🍚|bento 🍱|dumpling 🥟|stew 🍲|shallow_pan_of_food 🥘|bread 🍞|cheese_wedge 🧀|cake 🍰|birthday 🎂|cookie 🍪|doughnut 🍩|icecream 🍦
apple 🍎|banana 🍌|strawberry 🍓|avocado 🥑|popcorn 🍿|knife_fork_plate 🍽️|fork_and_knife 🍴|cat 🐱|dog 🐶|unicorn_face 🦄|penguin 🐧
turtle 🐢|snail 🐌|bee 🐝|tornado 🌪️|cyclone 🌀|ocean 🌊|rainbow 🌈|sunny ☀️|cloud ☁️|rain_cloud 🌧️|snowflake ❄️|umbrella ☔|crescent_moon 🌙
earth_africa 🌍|earth_americas 🌎|globe_with_meridians 🌐|seedling 🌱|evergreen_tree 🌲|four_leaf_clover 🍀|rose 🌹|sunflower 🌻
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪
black_circle ⚫|large_red_square 🟥|large_green_square 🟩|large_blue_square 🟦|black_large_square ⬛|white_large_square ⬜|small_blue_diamond 🔹
small_orange_diamond 🔸|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁|heavy_plus_sign ➕
heavy_minus_sign ➖|new 🆕|ok 🆗|sos 🆘|zero 0️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟
blue_heart 💙|green_heart 💚|yellow_heart 💛|purple_heart 💜|orange_heart 🧡|black_heart 🖤|broken_heart 💔|crossed_fingers 🤞
v ✌️|metal 🤘|facepalm 🤦|shrug 🤷|saluting_face 🫡|melting_face 🫠|pleading_face 🥺|exploding_head 🤯|nerd_face 🤓|face_with_monocle 🧐`;

const characters: ReadonlyMap<string, string> = new Map(
  TABLE.trim()
    .split(/[|\n]/)
    .map((entry) => {
      const [name = '', character = ''] = entry.split(' ');
      return [name, character] as const;
    }),
);

/** The character of a shortname such as `tada`. A skin tone is ignored. Undefined if the table has no such name. */
export function findEmoji(name: string): string | undefined {
  return characters.get(name.split('::')[0] ?? name);
}

/** The shortnames that contain the typed text. Those that start with it come first. */
export function searchEmoji(typed: string, limit = 48): string[] {
  const wanted = typed.toLowerCase().replace(/^:|:$/g, '');
  const names = [...characters.keys()].filter((name) => name.includes(wanted));
  return names.sort((a, b) => Number(b.startsWith(wanted)) - Number(a.startsWith(wanted))).slice(0, limit);
}
