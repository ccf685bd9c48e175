"""Published test values of libraries that were never recorded: what their own tests expect comes out of a dialect."""

from __future__ import annotations

import pytest

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.session.declaring import reader
from srpscope.why.identify import identify

RUBY = {
    "I": "user",
    "P": "password",
    "s": "16ccfa081895fe1ed0bb",
    "a": "7ec87196e320a2f8dfe8979b1992e0d34439d24471b62c40564bb4302866e1c2",
    "b": "8143e2f299852a05717427ea9d87c6146e747d0da6e95f4390264e55a43ae96",
}
RUBY_VALUES = {
    "k": "dbe5dfe0704fee4c85ff106ecd38117d33bcfe50",
    "x": "bdd0a4e1c9df4082684d8d358b8016301b025375",
    "v": "ce36e101ed8c37ed98ba4e441274dabd1062f3440763eb98bd6058e5400b6309",
    "A": "b1c4827b0ce416953789db123051ed990023f43b396236b86e12a2c69638fb8e",
    "B": "fbc56086bb51e26ee1a8287c0a7f3fd4e067e55beb8530b869b10b961957ff68",
    "u": "c60b17ddf568dd5743d0e3ba5621646b742432c5",
    "S": "a606c182e364d2c15f9cdbeeeb63bb00c831d1da65eedc1414f21157d0312a5a",
    "K": "5844898ea6e5f5d9b737bc0ba2fb9d5edd3f8e67",
}
RFC5054 = {
    "I": "alice",
    "P": "password123",
    "s": "beb25379d1a8581eb5a727673a2441ee",
    "a": "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393",
    "b": "e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d105284d20",
}
FIREBIRD = {"I": "sysdba", "P": "masterkey", "s": "07" * 32, "a": "3f0", "b": "c8"}
ERLANG = {
    "I": "alice",
    "P": "password123",
    "s": "6d797374726f6e6773616c74",
    "a": "c49f832ee8d67ecf9e7f2785eb0622d8b3fe2344c00f96e1aef4103ca44d51f9",
    "b": "6c78cceaaec15e69068a87795b2a20ed7b45cfc5a254ebe2f17f144a4d99db18",
}
ERLANG_VALUES = {
    "v": "867401d5de10964768184eaf246b322760c847604075fa66a44239078428bca5",
    "A": "2452a57166bbbf690db77539baf9c57cd1ed99d5aa15ed925ad9b5c364bbedff",
    "B": "2c0464de84b91e4963a3546cac0efe55f31f49208c3f0ad7ee55f4448f38ba7f",
}
RFC5054_VALUES = {
    "k": "7556aa045aef2cdd07abaf0f665c3e818913186f",
    "x": "94b7555aabe9127cc58ccf4993db6cf84d16c124",
    "u": "ce38b9593487da98554ed47d70a7ae5f462ef019",
    "v": (
        "7e273de8696ffc4f4e337d05b4b375beb0dde1569e8fa00a9886d8129bada1f1822223ca1a605b530e379ba4729fdc59"
        "f105b4787e5186f5c671085a1447b52a48cf1970b4fb6f8400bbf4cebfbb168152e08ab5ea53d15c1aff87b2b9da6e04"
        "e058ad51cc72bfc9033b564e26480d78e955a5e29e7ab245db2be315e2099afb"
    ),
    "A": (
        "61d5e490f6f1b79547b0704c436f523dd0e560f0c64115bb72557ec44352e8903211c04692272d8b2d1a5358a2cf1b6e"
        "0bfcf99f921530ec8e39356179eae45e42ba92aeaced825171e1e8b9af6d9c03e1327f44be087ef06530e69f66615261"
        "eef54073ca11cf5858f0edfdfe15efeab349ef5d76988a3672fac47b0769447b"
    ),
    "B": (
        "bd0c61512c692c0cb6d041fa01bb152d4916a1e77af46ae105393011baf38964dc46a0670dd125b95a981652236f99d9"
        "b681cbf87837ec996c6da04453728610d0c6ddb58b318885d7d82c7f8deb75ce7bd4fbaa37089e6f9c6059f388838e7a"
        "00030b331eb76840910440b1b27aaeaeeb4012b7d7665238a8e3fb004b117b58"
    ),
    "S": (
        "b0dc82babcf30674ae450c0287745e7990a3381f63b387aaf271a10d233861e359b48220f7c4693c9ae12b0a6f67809f"
        "0876e2d013800d6c41bb59b6d5979b5c00a172b4a2a5903a0bdcaf8a709585eb2afafa8f3499b200210dcc1f10eb3394"
        "3cd67fc88a2f39a4be5bec4ec0a3212dc346d7e474b29ede8a469ffeca686e5a"
    ),
}
SIMPLESRP = {
    "I": "alice",
    "P": "password123",
    "s": "a6a81968e1c9260cc8e029ffc0232cfe1384e22deafeacf1d8528fd899dab523",
    "a": (
        "94232de7eb4e0d7434abdd64d56cc661c20e8511bec48318de64724d1144107dd95dbde608c403df37e5d57c2a4e84ef"
        "f855291f9d6ede69e42a5f200255a40acc945640ef71e6649801c98774c3fa8e292bb530a825417a4790911b83c72547"
        "7770aac906420f3c17ff1f254b8de95c47bb6b914175d6f606fab63e5b26b555"
    ),
    "b": "9136cfb9d7aa469b6b8268237d1c17d88347ff93e0d705ff90b564db74da897f",
}
SIMPLESRP_VALUES = {
    "k": "fe4e7e548761718eef3f3eb73454916dd4700f81",
    "x": "6bdbe7b33207c804dc528d2c7baec550b1603191",
    "v": (
        "499ebb59e4b945bbfb6b5a607355e12b89af1b480879aeb40f9133e5fb82cf285190d607f986b9786836ea35634e5e10"
        "d77e7122164316db9fb7a60d2946f6a64ddfe338746266ec814594525dbcc2d8863b6080043aa360d806e5fcc0f85431"
        "fe6424ba94dc01537a00350e4292a3ef68f5d0ef270fa7a659adb5d363313478"
    ),
    "A": (
        "1d84601be1b7831319ba317f3a7a86b6fbd8553dbc06e0f7c79b8ae1f594e9f30b0641a04327c0f9cdac8beb289b98ee"
        "a73c070f356883b2795e33dd5dc26d3d0f561e542d1245bc3712b255f5345e635d5e600a5609918bf60b5ebea548260d"
        "fe3c4a0a408ba98bdfc8f2332464ae474bb2c9ed032f489535377d5d9087e8f5"
    ),
    "B": (
        "87f0f2a81b6b9f37d56352df602327a1f89430f616438eb2b0088df5c180aecc46a08999dda0e015cab42df899a4909e"
        "5b3c06d68b399078147d616433876ecdb4755e1d967326546036b32e154cda7ffbfeb6c79fd56482003cc40d2d98f190"
        "ae73677959a8df6013029d1d6884b4b92033fb480d03c60579b2a370202cab34"
    ),
    "S": (
        "94ab0643d5c93088a837ba16c1a8fe6f0bc5550e57fca80265a51403754d6978cc7edbb245e62093cb24869e65e0da1e"
        "c9fcbe48e5e80c47d87670a5fd5af2075bde0fbac3d8ffe804deff325b594c47b2edd208046aa854796032192fda2ba6"
        "808c88eb3db5ed3fa90059ca3266f9fbc568de303e6ca3e13bd4d0ec2ddb1cbc"
    ),
    "K": "f17931d46733367482b773bc54016a4cdbc8da",
    "M1": "cbe15bc5decc7d6eb802e64e79ffad998254bd02",
    "M2": "48db9a0a98719ba1e2eeb69dffb82a5986ae2542",
}
HOMEKIT = {
    "I": "alice",
    "P": "password123",
    "a": "60975527035cf2ad1989806f0407210bc81edc04e2762a56afd529ddda2d4393",
    "b": "e487cb59d31ac550471e81f00f6928e01dda08e974a004f49e61f5d105284d20",
    "s": "beb25379d1a8581eb5a727673a2441ee",
}
HOMEKIT_VALUES = {
    "A": (
        "fab6f5d2615d1e323512e7991cc37443f487da604ca8c9230fcb04e541dce6280b27ca4680b0374f179dc3bdc7553fe6"
        "2459798c701ad864a91390a28c93b644adbf9c00745b942b79f9012a21b9b78782319d83a1f8362866fbd6f46bfc0ddb"
        "2e1ab6e4b45a9906b82e37f05d6f97f6a3eb6e182079759c4f6847837b62321ac1b4fa68641fcb4bb98dd697a0c73641"
        "385f4bab25b793584cc39fc8d48d4bd867a9a3c10f8ea12170268e34fe3bbe6ff89998d60da2f3e4283cbec1393d52af"
        "724a57230c604e9fbce583d7613e6bffd67596ad121a8707eec46944957033686a155f644d5c5863b48f61bdbf19a53e"
        "ab6dad0a186b8c152e5f5d8cad4b0ef8aa4ea5008834c3cd342e5e0f167ad04592cd8bd279639398ef9e114dfaaab919"
        "e14e850989224ddd98576d79385d2210902e9f9b1f2d86cfa47ee244635465f71058421a0184be51dd10cc9d079e6f16"
        "04e7aa9b7cf7883c7d4ce12b06ebe16081e23f27a231d18432d7d1bb55c28ae21ffcf005f57528d15a88881bb3bbb7fe"
    ),
    "B": (
        "40f57088a482d4c7733384fe0d301fddca9080ad7d4f6fdf09a01006c3cb6d562e41639ae8fa21de3b5dba7585b27558"
        "9bdb279863c562807b2b99083cd1429cdbe89e25bfbd7e3cad3173b2e3c5a0b174da6d5391e6a06e465f037a40062548"
        "39a56bf76da84b1c94e0ae208576156fe5c140a4ba4ffc9e38c3b07b88845fc6f7ddda93381fe0ca6084c4cd2d336e54"
        "51c464ccb6ec65e7d16e548a273e826284af2559b6264274215960fff47bdd63d3aff064d6137af769661c9d4fee4738"
        "2603c88eaa0980581d07758461b777e4356dda5835198b51feea308d70f75450b71675c08c7d8302fd7539dd1ff2a11c"
        "b4258aa70d234436aa42b6a0615f3f915d55cc3b966b2716b36e4d1a06ce5e5d2ea3bee5a1270e8751da45b60b997b0f"
        "fdb0f9962fee4f03bee780ba0a845b1d9271421783ae6601a61ea2e342e4f2e8bc935a409ead19f221bd1b74e2964dd1"
        "9fc845f60efc09338b60b6b256d8cac889cca306cc370a0b18c8b886e95da0af5235fef4393020d2b7f3056904759042"
    ),
    "v": (
        "9b5e061701ea7aeb39cf6e3519655a853cf94c75caf2555ef1faf759bb79cb477014e04a88d68ffc05323891d4c205b8"
        "de81c2f203d8fad1b24d2c109737f1bebbd71f912447c4a03c26b9fad8edb3e780778e302529ed1ee138ccfc36d4ba31"
        "3cc48b14ea8c22a0186b222e655f2df5603fd75df76b3b08ff8950069add03a754ee4ae88587cce1bfde36794dbae459"
        "2b7b904f442b041cb17aebad1e3aebe3cbe99de65f4bb1fa00b0e7af06863db53b02254ec66e781e3b62a8212c86beb0"
        "d50b5ba6d0b478d8c4e9bbcec21765326fbd14058d2bbde2c33045f03873e53948d78b794f0790e48c36aed6e880f557"
        "427b2fc06db5e1e2e1d7e661ac482d18e528d7295ef7437295ff1a72d402771713f16876dd050ae5b7ad53ccb90855c9"
        "3956648358adfd966422f52498732d68d1d7fbef10d78034ab8dcb6f0fcf885cc2b2ea2c3e6ac86609ea058a9da8cc63"
        "531dc915414df568b09482ddac1954dec7eb714f6ff7d44cd5b86f6bd115810930637c01d0f6013bc9740fa2c633ba89"
    ),
    "u": (
        "03ae5f3c3fa9eff1a50d7dbb8d2f60a1ea66ea712d50ae976ee34641a1cd0e51c4683da383e8595d6cb56a15d5fbc754"
        "3e07fbddd316217e01a391a18ef06dff"
    ),
    "S": (
        "f1036fecd017c8239c0d5af7e0fcf0d408b009e36411618a60b23aabbfc383397268231214baacdc94ca1c53f442fb51"
        "c1b027c318ae238e16414d60d1881b66486ade10ed02ba33d098f6ce9bcf1bb0c46ca2c47f2f174c59a9c61e2560899b"
        "83ef61131e6fb30b714f4e43b735c9fe6080477c1b83e4093e4d456b9bca492cf9339d45bc42e67ce6c02c243e49f5da"
        "42a869ec855780e84207b8a1ea6501c478aac0dfd3d22614f531a00d826b7954ae8b14a985a429315e6dd3664cf47181"
        "496a94329cde8005cae63c2f9ca4969bfe84001924037c446559bdbb9db9d4dd142fbcd75eef2e162c843065d99e8f05"
        "762c4db7abd9db203d41ac85a58c05bd4e2dbf822a934523d54e0653d376ce8b56dcb4527dddc1b994dc7509463a7468"
        "d7f02b1beb1685714ce1dd1e71808a137f788847b7c6b7bfa1364474b3b7e89478954f6a8e68d45b85a88e4ebfec1336"
        "8ec0891c3bc86cf50097880178d86135e728723458538858d715b7b247406222c1019f53603f016952d497100858824c"
    ),
    "K": (
        "5cbc219db052138ee1148c71cd4498963d682549ce91ca24f098468f06015beb6af245c2093f98c3651bca83ab8cab2b"
        "580bbf02184fefdf26142f73df95ac50"
    ),
    "M1": (
        "5f7c14ab57ed0e94fd1d78c6b4dd09ed7e340b7e05d419a9fd760f6b35e523d1310777a1ae1d2826f596f3a85116cc45"
        "7c7c964d4f44ded5559da818c88b617f"
    ),
    "M2": (
        "2fa0e81f5cb73b88fa0964270f321dd641f2227a5d805c40f1bfe96aaf6a19ffce8e23287965a39eab9d5a02215f89e1"
        "28177ed2c4f103e655a045531bcbf7ad"
    ),
}

PUBLISHED: list[tuple[str, str, str, dict[str, str], dict[str, str]]] = [
    # dialect, group, hash, inputs, expected
    ("sirp", "nimbus-256", "sha1", RUBY, {**RUBY_VALUES, "M1": "0c6de5c7892a71bf971d733a511c44940e227941"}),
    ("srp-rb", "nimbus-256", "sha1", RUBY, RUBY_VALUES),
    ("crystal-srp", "nimbus-256", "sha1", RUBY, RUBY_VALUES),
    ("crystal-srp-sha512", "rfc5054-3072", "sha512", HOMEKIT, HOMEKIT_VALUES),
    ("rfc5054", "wow-256", "sha1", ERLANG, ERLANG_VALUES),
    ("kong", "rfc5054-1024", "sha1", RFC5054, RFC5054_VALUES),
    ("posterity", "rfc5054-1024", "sha1", RFC5054, RFC5054_VALUES),
    ("srp6-rs", "rfc5054-1024", "sha1", RFC5054, RFC5054_VALUES),
    (
        "srp6ago",
        "rfc5054-1024",
        "sha1",
        RFC5054,
        {
            **RFC5054_VALUES,
            "M1": "b46a783846b7e569ff8f9b44ab8d88edeb085a65",
            "M2": "0b0a6ad3024e79b5cad04042abb3a3f592d20c17",
        },
    ),
    ("simplesrp", "rfc5054-1024", "sha1", SIMPLESRP, SIMPLESRP_VALUES),
    (
        "symeapp",
        "rfc5054-1024",
        "sha1",
        RFC5054,
        {
            "k": "7556aa045aef2cdd07abaf0f665c3e818913186f",
            "u": "ce38b9593487da98554ed47d70a7ae5f462ef019",
            "x": "94b7555aabe9127cc58ccf4993db6cf84d16c124",
            "M1": "e5f39493b07b8b88e2a4f44bc9282874cd2debed",
        },
    ),
    (
        "firebird",
        "firebird-1024",
        "sha1",
        FIREBIRD,
        {
            "K": "3edfde5aac586dd72dc831d9411cfaa2d68dccc2",
            "M1": "57e46f46c693d3b7968ffd2fb970adc77f50b215",
        },
    ),
]


@pytest.mark.parametrize(
    ("name", "group_name", "hash_name", "inputs", "expected"), PUBLISHED, ids=[one[0] for one in PUBLISHED]
)
def test_published_values_come_out_and_name_the_library(
    name: str, group_name: str, hash_name: str, inputs: dict[str, str], expected: dict[str, str]
) -> None:
    header = {"srpscope": 1, "dialect": None, "group": group_name, "hash": hash_name}
    capture = Capture(header, [{"type": "values", "side": "both", "values": {**inputs, **expected}}])
    session = Session(capture)
    found = identify(reader(session), None, session.declared)
    named = {one.id: set(one.reproduces) for one in found.dialects}
    assert named.get(name) is not None, sorted(named)
    assert named[name] >= set(expected)
