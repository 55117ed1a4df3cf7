/**
 * Common emojis: the character, its short code, then words that find it, English and French, without accents.
 * By group, in the order in which the picker shows them.
 */
export const EMOJI_GROUPS = [
  "faces",
  "hands",
  "hearts",
  "music",
  "nature",
  "food",
  "things",
  "signs",
] as const;
export type EmojiGroup = (typeof EMOJI_GROUPS)[number];

export const EMOJI_DATA: Record<EmojiGroup, string> = {
  faces: `
😀 grinning smile happy sourire content
😄 smile happy laugh joie rire
😁 grin beaming teeth sourire
😆 laughing lol haha rire
😅 sweat_smile relief phew ouf
😂 joy tears laugh lol rire larmes
🤣 rofl rolling laugh mort de rire
🙂 slight_smile ok leger sourire
🙃 upside_down ironic ironie envers
😉 wink clin oeil
😊 blush shy content rougir
😇 innocent angel halo ange
🥰 adore love hearts amour
😍 heart_eyes love amour coeur yeux
🤩 star_struck wow etoiles fan
😘 kiss bisou
😋 yum tasty miam delicieux
😜 crazy_wink tongue joke langue blague
🤪 zany crazy fou
🤗 hug calin
🤭 oops giggle oups
🤫 shush quiet chut silence
🤔 thinking hmm pense reflechir
🤨 raised_eyebrow doubt doute
😐 neutral meh neutre
😏 smirk sly malin
😒 unamused bof
🙄 eye_roll whatever yeux ciel
😬 grimace awkward gene
😌 relieved calm calme
😴 sleeping tired zzz dormir
🤤 drool bave
😷 mask sick malade
🤒 sick fever malade fievre
🤯 mind_blown exploding wow explose
🥳 party_face celebrate fete
😎 cool sunglasses lunettes
🤓 nerd geek intello
🧐 monocle inspect
😕 confused confus
😟 worried inquiet
🙁 slight_frown sad triste
😮 open_mouth wow surprise
😳 flushed embarrassed gene
🥺 pleading please supplie
😢 cry sad tear triste pleure
😭 sob cry pleurer larmes
😱 scream fear peur
😤 triumph huff fier
😡 rage angry colere
🤬 cursing swear jurer
😈 devil evil diable
💀 skull dead mort
💩 poop caca
🤡 clown
👻 ghost fantome
👽 alien
🤖 robot bot
`,
  hands: `
👍 thumbs_up yes good ok oui bien pouce
👎 thumbs_down no bad non mauvais
👏 clap bravo applause applaudir
🙌 raised_hands hooray hourra bravo
🙏 pray thanks please merci
🤝 handshake deal accord
💪 muscle strong fort force
👊 fist_bump poing
✊ fist solidarity poing
✌️ victory peace paix
🤞 fingers_crossed luck chance croise
🤘 metal rock horns concert
🤙 call_me shaka
👌 ok_hand perfect parfait
👋 wave hello bye salut bonjour
✋ hand stop high_five main
☝️ point_up above haut
👇 point_down below bas
👉 point_right droite
👈 point_left gauche
🫡 salute yes oui chef
🫶 heart_hands love amour
👀 eyes look regarder yeux
🧠 brain smart cerveau
👂 ear listen oreille ecouter
`,
  hearts: `
❤️ heart love red coeur amour rouge
🧡 orange_heart coeur
💛 yellow_heart coeur jaune
💚 green_heart coeur vert
💙 blue_heart coeur bleu
💜 purple_heart coeur violet
🖤 black_heart coeur noir
🤍 white_heart coeur blanc
💔 broken_heart coeur brise
💯 hundred perfect cent parfait
✨ sparkles etincelles brille
⭐ star etoile
🌟 glowing_star etoile
🔥 fire hot feu chaud
💥 boom explosion
🎉 tada party celebrate fete bravo
🎊 confetti fete
🎁 gift present cadeau
🎂 cake birthday gateau anniversaire
🏆 trophy win trophee
🥇 gold_medal first medaille
🚀 rocket launch fusee
⚡ zap lightning eclair
💤 zzz sleep dormir
`,
  music: `
🎵 note music musique
🎶 notes music musique
🎧 headphones listen casque ecouter
🎤 microphone sing micro chanter
🎸 guitar guitare
🎹 keyboard piano synth clavier
🥁 drum batterie tambour
🎷 saxophone jazz
🎺 trumpet trompette
🎻 violin violon
🪗 accordion accordeon
🪘 long_drum tambour percussion
🎼 score partition
💿 disc cd disque
📀 dvd disque
📻 radio
🔊 loud speaker fort haut parleur
🔇 muted silent muet
🎚️ fader level niveau
🎛️ knobs mixer studio table
🪩 mirror_ball disco boule
💃 dancer dance danse
🕺 man_dancing dance danse
🎬 clapper film cinema
🎨 art palette
`,
  nature: `
🌞 sun soleil
🌙 moon lune
🌈 rainbow arc en ciel
☁️ cloud nuage
🌧️ rain pluie
❄️ snow neige
🌊 ocean_wave sea mer vague
🌱 seedling grow plante
🌸 blossom flower fleur
🌹 rose flower fleur
🌴 palm_tree palmier
🍀 clover luck chance trefle
🐶 dog chien
🐱 cat chat
🐸 frog grenouille
🦊 fox renard
🐻 bear ours
🐼 panda
🦄 unicorn licorne
🐝 bee abeille
🦋 butterfly papillon
🐢 turtle tortue
🐙 octopus poulpe
🌍 earth world terre monde
`,
  food: `
☕ coffee cafe
🍵 tea the
🍺 beer biere
🍻 cheers beers sante
🍷 wine vin
🥂 clink toast sante champagne
🍕 pizza
🍔 burger
🍟 fries frites
🥐 croissant
🍎 apple pomme
🍓 strawberry fraise
🍌 banana banane
🍿 popcorn
🍪 cookie biscuit
🍫 chocolate chocolat
`,
  things: `
💻 laptop computer ordinateur
📱 phone telephone
📷 camera photo
🎮 game jeu
⏰ alarm clock reveil
⏳ hourglass wait attendre sablier
💡 idea bulb idee
🔧 wrench fix reparer
🔗 link lien
📌 pin epingle
📎 paperclip trombone fichier
✏️ pencil write crayon
📝 memo note
📚 books livres
💰 money argent
🔑 key cle
🔒 lock cadenas prive
🗑️ trash poubelle
📦 package paquet
📢 announcement annonce
🔔 bell cloche
🏠 home maison
✈️ plane avion
🚲 bike velo
`,
  signs: `
✅ check done yes fait oui
❌ cross no non
❓ question
❗ exclamation attention
⚠️ warning attention
➕ plus add ajouter
➖ minus moins
🆕 new nouveau
🆗 ok_sign
🔁 repeat encore
▶️ play lecture
⏸️ pause
⏭️ next suivant
🟢 green_circle vert
🟡 yellow_circle jaune
🔴 red_circle rouge
`,
};
