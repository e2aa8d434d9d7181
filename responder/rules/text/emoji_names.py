"""WeChat's own pictures, as its clients write them into texts.

Each has a name in brackets, in the language of the sender's phone, and the older ones a code such
as `/::)`, which some clients still send. Facts alone; it must not know what is done with them.
"""

from __future__ import annotations

from typing import NamedTuple


class Picture(NamedTuple):
    """One picture.

    Args:
        chinese: Its name without the brackets; it stands for the picture here.
        english: Names on phones in English, without the brackets.
        codes: Older spellings.
    """

    chinese: str
    english: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


_TABLE = """
微笑 Smile /::)
撇嘴 Grimace /::~
色 Drool /::B
发呆 Scowl /::|
得意 CoolGuy,Chill /:8-)
流泪 Sob /::<
害羞 Shy /::$
闭嘴 Silent,Shutup /::X
睡 Sleep /::Z
大哭 Cry /::'(
尴尬 Awkward /::-|
发怒 Angry,Pout /::@
调皮 Tongue /::P
呲牙 Grin /::D
惊讶 Surprise,Surprised /::O
难过 Frown /::(
酷 Ruthless /::+
冷汗 Blush /:--b
抓狂 Scream /::Q
吐 Puke /::T
偷笑 Chuckle /:,@P
愉快 Joyful /:,@-D
白眼 Slight /::d
傲慢 Smug /:,@o
饥饿 Hungry /::g
困 Drowsy /:|-)
惊恐 Panic /::!
流汗 Sweat /::L
憨笑 Laugh /::>
悠闲 Commando,Loafer /::,@
奋斗 Determined,Strive /:,@f
咒骂 Scold /::-S
疑问 Shocked,Doubt /:?
嘘 Shhh /:,@x
晕 Dizzy /:,@@
折磨 Tormented /::8
衰 Toasted /:,@!
骷髅 Skull /:!!!
敲打 Hammer /:xx
再见 Wave,Bye /:bye
擦汗 Speechless,Relief /:wipe
抠鼻 NosePick,DigNose /:dig
鼓掌 Clap /:handclap
糗大了 Shame /:&-(
坏笑 Trick /:B-)
左哼哼 Bah!L /:<@
右哼哼 Bah!R /:@>
哈欠 Yawn /::-O
鄙视 Pooh-pooh,Lookdown /:>-|
委屈 Shrunken,Wronged /:P-(
快哭了 TearingUp,Puling /::'|
阴险 Sly /:X-)
亲亲 Kiss /::*
吓 Wrath /:@x
可怜 Whimper /:8*
菜刀 Cleaver /:pd
西瓜 Watermelon /:<W>
啤酒 Beer /:beer
篮球 Basketball /:basketb
乒乓 PingPong /:oo
咖啡 Coffee /:coffee
饭 Rice /:eat
猪头 Pig /:pig
玫瑰 Rose /:rose
凋谢 Wilt /:fade
嘴唇 Lips,Lip /:showlove
爱心 Heart /:heart
心碎 BrokenHeart /:break
蛋糕 Cake /:cake
闪电 Lightning /:li
炸弹 Bomb /:bome
刀 Dagger /:kn
足球 Soccer /:footb
瓢虫 Ladybug /:ladybug
便便 Poop /:shit
月亮 Moon /:moon
太阳 Sun /:sun
礼物 Gift /:gift
拥抱 Hug /:hug
强 ThumbsUp,Strong /:strong
弱 ThumbsDown,Weak /:weak
握手 Shake /:share
胜利 Peace,Victory /:v
抱拳 Fight,Salute /:@)
勾引 Beckon /:jj
拳头 Fist /:@@
差劲 Pinky /:bad
爱你 RockOn /:lvu
NO NO /:no
OK OK /:ok
爱情 InLove /:love
飞吻 Blowkiss /:<L>
跳跳 Waddle /:jump
发抖 Tremble /:shake
怄火 Aaagh! /:<O>
转圈 Twirl /:circle
磕头 Kotow /:kotow
回头 Dramatic /:turn
跳绳 JumpRope /:skip
投降 Surrender /:oY
激动 Exciting /:#-0
乱舞 HipHot /:hiphot
献吻 ShowLove /:kiss
左太极 TaiChiL /:<&
右太极 TaiChiR /:&>
嘿哈 Hey -
捂脸 Facepalm -
奸笑 Smirk -
机智 Smart -
皱眉 Concerned,Moue -
耶 Yeah! -
红包 Packet -
鸡 Chick -
福 Blessing -
吃瓜 Onlooker -
加油 GoForIt -
加油加油 KeepFighting -
汗 Sweats -
天啊 OMG -
社会社会 Respect -
旺柴 Doge -
好的 NoProb -
打脸 MyBad -
哇 Wow -
叹气 Sigh -
裂开 Broken -
苦涩 Hurt -
让我看看 LetMeSee -
666 Awesome -
翻白眼 Boring -
生病 Sick -
脸红 Flushed -
破涕为笑 Lol -
恐惧 Terror -
失望 LetDown -
无语 Duh -
合十 Worship -
庆祝 Party -
烟花 Fireworks -
爆竹 Firecracker -
"""
"""Chinese name, English names, codes; `-` where there is none."""


def _picture(line: str) -> Picture:
    chinese, english, codes = line.split()
    return Picture(chinese, tuple(english.split(",")), () if codes == "-" else (codes,))


PICTURES = tuple(map(_picture, _TABLE.split("\n")[1:-1]))
"""All of them, each name and code once."""
