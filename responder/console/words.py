"""The words of the pages, in English and Chinese. What `responder why` says stays as it says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ENGLISH, CHINESE = "en", "zh"

WORDS: Final[dict[str, tuple[str, str]]] = {
    "language": ("en", "zh-CN"),
    "skip": ("To the content", "跳到内容"),
    "overview": ("Overview", "总览"),
    "live": ("Messages", "消息"),
    "trial": ("Try", "试一试"),
    "rules": ("Rules", "规则"),
    "outgoing": ("Outgoing", "待发"),
    "pause": ("Pause", "暂停"),
    "resume": ("Resume", "继续"),
    "paused_since": (
        "Paused since {when}: nothing is answered.",
        "已暂停（{when} 起）：不回复任何消息。",
    ),
    "rejected": (
        "The rule file does not hold (tried {when}). The rules from before go on.",
        "规则文件未生效（{when}），之前的规则继续有效。",
    ),
    "state_no_session": ("Not logged in", "未登录"),
    "state_wait_scan": ("Waiting for a scan", "等待扫码"),
    "state_wait_confirm": ("Please confirm on the phone", "请在手机上确认"),
    "state_logging_in": ("Logging in", "登录中"),
    "state_initialising": ("Logging in", "登录中"),
    "state_online": ("On line", "在线"),
    "state_blocked": ("This account may not log in here", "该账号不能在此登录"),
    "state_stopped": ("Logged out", "已退出登录"),
    "since": ("since {when}", "{when} 起"),
    "login": ("Login", "登录"),
    "scan": (
        "Scan this code with WeChat on the phone, and confirm there.",
        "用手机微信扫描此二维码，并在手机上确认。",
    ),
    "code_alt": ("Login code", "登录二维码"),
    "code_since": (
        "Shown at {when}; a new one comes by itself.",
        "{when} 显示，过期后会自动更换。",
    ),
    "code_ends": ("It ends in about", "约剩"),
    "code_comes": ("That is in", "还有"),
    "refused": (
        "WeChat does not let this account log in on the web. responder has ended.",
        "微信不允许该账号登录网页版，responder 已停止。",
    ),
    "doubtful_names": ("Names that are not clear", "不明确的名字"),
    "lost": (
        "responder does not answer. Is it still running? Its log says why it ended.",
        "responder 没有响应。还在运行吗？日志中有结束的原因。",
    ),
    "next_code": (
        "Nobody scanned. The next code comes at {when}.",
        "无人扫码，{when} 显示下一个二维码。",
    ),
    "new_code": ("Show a new code now", "立即显示新二维码"),
    "cancelled": ("The login was cancelled on the phone.", "已在手机上取消登录。"),
    "expired": ("The last code has expired.", "上一个二维码已过期。"),
    "ended": ("WeChat has ended the login.", "微信已结束此次登录。"),
    "taken_over": ("This account was logged in elsewhere.", "该账号已在别处登录。"),
    "logged_out": ("Logged out on request.", "已按要求退出登录。"),
    "last_sync": ("Last heard from WeChat", "最近一次收到微信响应"),
    "never": ("never", "从未"),
    "messages_in": ("Messages", "收到消息"),
    "answered_n": ("Answered", "已回复"),
    "sent_n": ("Sent", "已发送"),
    "waiting_n": ("Waiting", "等待发送"),
    "not_sent_n": ("Not sent", "未发送"),
    "left_today": ("May still leave today", "今日还可发送"),
    "throttled": (
        "WeChat wants fewer messages; the next leaves in {n} s.",
        "微信限制了发送频率，{n} 秒后继续。",
    ),
    "since_start": ("since the program started", "自程序启动以来"),
    "rules_in_use": ("Rules in use", "使用中的规则"),
    "rules_line": ("{n} rules, since {when}", "{n} 条规则，{when} 起生效"),
    "errors": ("Last errors", "最近的错误"),
    "times": ("{n} times", "{n} 次"),
    "top_rules": ("Most used rules", "使用最多的规则"),
    "unanswered_texts": ("Often asked, not answered", "常见的未回复消息"),
    "unanswered_hint": (
        "Worth a rule? Of the last {n} messages.",
        "也许值得加一条规则。统计最近 {n} 条消息。",
    ),
    "per_hour": ("Replies per hour, last 24 hours", "最近 24 小时每小时的回复数"),
    "hour_row": ("{n} at {when}", "{when}：{n} 条"),
    "none_yet": ("Nothing yet.", "暂无内容。"),
    "filter": ("Filter", "筛选"),
    "chat": ("Chat", "聊天"),
    "rule": ("Rule", "规则"),
    "outcome": ("Outcome", "结果"),
    "all": ("all", "全部"),
    "older": ("Older", "更早"),
    "newest": ("Newest", "最新"),
    "no_message_here": ("No such message among these.", "此范围内没有符合条件的消息。"),
    "why": ("Why?", "为什么？"),
    "back": ("Back", "返回"),
    "message_gone": ("No such message is kept.", "没有保存这条消息。"),
    "out_answered": ("answered", "已回复"),
    "out_unanswered": ("no rule", "无规则匹配"),
    "out_suppressed": ("held back", "被礼仪规则拦下"),
    "out_silent": ("silent on purpose", "有意不回复"),
    "out_failed": ("failed", "出错"),
    "out_held": ("waits", "等待处理"),
    "out_waits": ("goes on later", "稍后继续"),
    "out_joined": ("part of the next", "并入下一条"),
    "out_asked": ("command of the owner", "机主指令"),
    "end_queued": ("waits", "等待"),
    "end_sending": ("on its way", "发送中"),
    "end_sent": ("sent", "已发送"),
    "end_failed": ("not sent", "未发送"),
    "end_unknown": ("perhaps sent", "可能已发送"),
    "end_expired": ("too late", "已过时"),
    "end_suppressed": ("held back", "被拦下"),
    "end_rehearsed": ("rehearsed", "演练，未发送"),
    "end_cancelled": ("cancelled", "已取消"),
    "cancel": ("Cancel", "取消发送"),
    "resend": ("Send again", "重新发送"),
    "sent_again": ("was sent again", "已重新发送"),
    "twice_warning": (
        "Nobody knows whether this has arrived: {name} may get it twice. Look into the chat first.",
        "无法确定这条消息是否已送达：再发一次，{name} 可能会收到两条。请先在手机上查看聊天记录。",
    ),
    "resend_twice": ("Send it all the same", "仍然重新发送"),
    "done_cancelled": ("Cancelled: it will not be sent.", "已取消，不会再发送。"),
    "done_unknown": (
        "It will not be sent again; whether it arrived before, nobody knows.",
        "不会再发送；之前是否已送达，无法确定。",
    ),
    "done_resent": ("It waits to be sent again, as a new text.", "已作为新消息加入待发。"),
    "text_not_kept": ("(text not kept)", "（未保存内容）"),
    "try_again": ("Try it again, against every rule", "用当前规则重试，逐条检查"),
    "try_intro": (
        "See what the rules would answer. Nothing is sent, nothing is remembered.",
        "看看规则会怎么回复。不会发送，也不会记录。",
    ),
    "text": ("Text", "内容"),
    "from": ("From", "发送人"),
    "group": ("In the group (empty: in private)", "所在群（留空为私聊）"),
    "mention": ("mentions me (@)", "@ 了我"),
    "type": ("Kind", "类型"),
    "at": ("At (empty: now)", "时间（留空为现在）"),
    "ask": ("What would it answer?", "会怎么回复？"),
    "answer": ("Answer", "回复"),
    "no_answer": ("Nothing is answered.", "不回复。"),
    "trace": ("Why", "原因"),
    "tried_with": ("Tried with the rules {hash}", "使用规则 {hash}"),
    "save_as_test": ("Save as test", "存为测试"),
    "save_hint": (
        "Put this under tests: in the rule file. Names and long numbers were replaced.",
        "把这段放到规则文件的 tests: 下面。姓名和长数字已替换。",
    ),
    "unfaithful": (
        "No test can be made: what came of it hangs on more than these rules and words.",
        "无法生成测试：当时的结果不仅取决于这些规则和内容。",
    ),
    "test_entry": ("Test", "测试"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "as_file": ("As a file", "下载文件"),
    "source": ("Source", "源文件"),
    "history": ("History", "历史"),
    "use": ("Use since the start", "启动以来的使用情况"),
    "hits": ("Hits", "命中"),
    "last_hit": ("Last hit", "最近命中"),
    "failed_n": ("Errors", "出错"),
    "line": ("Line", "行"),
    "warnings": ("Warnings", "警告"),
    "reload_now": ("Read the file again", "重新读取文件"),
    "more_rules": ("The first {n} of {all}.", "前 {n} 条，共 {all} 条。"),
    "lines_from": ("Lines {a} to {b} of {n}", "第 {a}–{b} 行，共 {n} 行"),
    "earlier_lines": ("Earlier lines", "前面的行"),
    "later_lines": ("Later lines", "后面的行"),
    "not_kept_source": (
        "What these rules were read from is not kept.",
        "没有保存这些规则的源文件。",
    ),
    "in_use": ("in use", "使用中"),
    "roll_back": ("Go back to these", "回滚到此版本"),
    "difference": ("Difference", "差异"),
    "differs": ("What changed from {a} to {b}", "从 {a} 到 {b} 的变化"),
    "same": ("They do the same.", "规则效果相同。"),
    "origin": ("Why", "原因"),
    "origin_start": ("start", "启动"),
    "origin_edit": ("file edited", "文件修改"),
    "origin_command": ("command", "命令"),
    "origin_rollback": ("rollback", "回滚"),
    "origin_last good": ("last good", "最后有效版本"),
    "waits_now": ("Waits to be sent", "等待发送"),
    "ended_last": ("How the last texts ended", "最近发送的结果"),
    "to": ("To", "发给"),
    "stranger": ("This page is for its owner", "此页面仅供机主使用"),
    "stranger_hint": (
        "Open the address that the program printed, or enter the token of the file console.token.",
        "请打开程序显示的网址，或输入状态目录中 console.token 文件里的令牌。",
    ),
    "token": ("Token", "令牌"),
    "enter": ("Enter", "进入"),
    "done_reload_applied": ("The new rules hold.", "新规则已生效。"),
    "done_reload_unchanged": ("The rules have not changed.", "规则没有变化。"),
    "done_reload_rejected": ("The file was not put to use.", "规则文件未生效。"),
    "problem": ("That did not work", "操作未成功"),
    "not_found": ("There is no such page.", "没有这个页面。"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words in one language; called with a key.

    Args:
        language: `en` or `zh`.
    """

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key, with values filled in."""
        return WORDS[key][self.language == CHINESE].format(**values)

    def known(self, kind: str, value: str) -> str:
        """The words of a value from elsewhere; itself if it has none."""
        pair = WORDS.get(f"{kind}_{value}")
        return value if pair is None else pair[self.language == CHINESE]


def language_of(header: str) -> str:
    """The language of an `Accept-Language` header that is liked best of those we speak."""
    liked, best = ENGLISH, 0.0
    for part in header.split(","):
        name, _, rest = part.strip().partition(";")
        language = name.partition("-")[0].casefold()
        weight = _weight(rest)
        if language in {ENGLISH, CHINESE} and weight > best:
            liked, best = language, weight
    return liked


def _weight(text: str) -> float:
    key, _, value = text.strip().partition("=")
    if key != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
