// What is written at the edges of every kind of field, in small numbers, so that it meets again in filters and ties.

const listOf = (text: string): readonly string[] => text.split('¦')

export const plainTexts = listOf('a¦A¦b¦B¦ab¦AB¦aB¦tea¦Tea¦green tea¦Green¦Ulm¦x¦z¦Z¦refused')

export const oddTexts = listOf(
  "¦ ¦  ¦a ¦ a¦a  b¦a\u00a0¦%¦_¦\\¦a%¦a_b¦\\%¦'¦\"¦''¦\";--¦`¦$1¦?¦:a¦{a}¦{¦NULL¦null¦true¦0¦00¦1¦01¦" +
    '1e3¦-1¦1.0¦\u00e9¦\u00c9¦e\u0301¦cr\u00e8me¦CR\u00c8ME¦creme¦stra\u00dfe¦STRASSE¦\u00e4¦\u00c4¦ae¦' +
    '\u0131¦\u0130¦i¦I¦k¦\u212a¦\u00e5¦\u212b¦\ufb01¦fi¦\u01c6¦\u03c3¦\u03c2¦\u03a3¦' +
    '\u039f\u0394\u039f\u03a3¦\ue000¦\uffff¦\ufffd¦\u{1f600}¦\u{1f468}\u200d\u{1f469}¦\u{1d49c}¦' +
    '\u{10ffff}¦\u{10400}¦\u{10428}¦\u4e2d\u6587¦\u65e5\u672c\u8a9e tea¦\ud55c\uad6d¦' +
    '\u0645\u0631\u062d\u0628\u0627¦\u200fa¦\u202ea¦\u200b¦\ufeff¦a\u200bb¦\u0e01\u0e33¦\u0928\u093f¦' +
    '\u0301¦a\u0308\u0301¦\u00bd¦\u00b2¦x\u00b2¦\u2167¦\u0009¦\u000a¦a\u000ab¦a\u000d\u000ab¦\u0000¦' +
    'a\u0000b¦\u001f¦\u007f¦\u0080¦\u2028¦\ud800¦a\udc00¦\u0085¦__proto__¦constructor¦toString¦a.b¦a-b¦' +
    'a_b_c¦foo@example.com¦http://a.b/c¦don\'t¦C++¦#1¦a,b¦a;b¦<b>&amp;</b>¦]]>¦=1+1¦-¦--¦/*¦"tea"¦te*¦' +
    'NEAR¦AND¦a OR b¦(a¦^a¦nin\u0303o¦\u039b\u038c\u0393\u039f\u03a3¦\u03bb\u03cc\u03b3\u03bf\u03c2¦\u0439\u043e\u0434¦\u017f¦\u00b5¦\u01fd¦\u01a1',
)

export const integers = listOf(
  '0¦1¦2¦3¦-1¦7¦10¦100¦2147483647¦2147483648¦-2147483648¦9007199254740991¦-9007199254740991¦' +
    '4503599627370497',
).map(Number)

export const oddIntegers = listOf(
  '-0¦9007199254740992¦-9007199254740992¦9223372036854776000¦1e+300¦0.5¦1e+21',
).map(Number)

export const numbers = listOf(
  '0¦1¦-1¦0.1¦0.2¦0.30000000000000004¦0.3333333333333333¦1e+21¦1e-7¦1.5e+300¦1e+308¦-1e+308¦5e-324¦' +
    '9007199254740992¦9007199254740994¦123456789.12345679¦1000000000000000¦10000000000000000¦' +
    '100000000000000000¦123456789012345680¦9007199254740992¦4.35¦2.5¦-0¦100¦1000000¦0.00001¦' +
    '1.7976931348623157e+308',
).map(Number)

export const decimals = listOf(
  '0¦0.00¦-0.00¦1¦1.5¦1.50¦-1.50¦10¦9.99¦9.995¦0.01¦-0.01¦100¦123456789012.34¦9999999999999999.99¦' +
    '-9999999999999999.99¦999999999999.999999¦0.000001¦0.333333¦00012.50¦1e3¦12345678901234567890¦' +
    '999999999999999999¦0.5¦2.675¦+1¦.5¦5.¦ 1¦1,5',
)

export const timestamps = listOf(
  '2026-03-01T09:30:00Z¦2026-03-01T09:30:00.000Z¦2026-03-01T10:30:00+01:00¦2026-03-01T09:30:00.123456Z¦' +
    '2026-03-01T09:30:00.1239Z¦0001-01-01T00:00:00Z¦0001-01-01T00:00:00+01:00¦9999-12-31T23:59:59.999Z¦' +
    '9999-12-31T23:59:59.9999Z¦9999-12-31T23:59:59-01:00¦1969-12-31T23:59:59.999Z¦1970-01-01T00:00:00Z¦' +
    '1582-10-10T00:00:00Z¦0099-02-28T12:00:00Z¦1900-02-28T00:00:00Z¦2024-02-29T00:00:00Z¦' +
    '2023-02-29T00:00:00Z¦2016-12-31T23:59:60Z¦2026-03-29T02:30:00+01:00¦1891-03-15T00:00:00Z¦' +
    '2026-01-01t00:00:00z¦0000-01-01T00:00:00Z¦10000-01-01T00:00:00Z¦2026-03-01¦infinity¦now',
)

export const days = listOf(
  '2026-03-01¦2026-02-28¦2024-02-29¦2023-02-29¦0001-01-01¦0000-01-01¦9999-12-31¦1582-10-10¦1900-01-01¦' +
    '1970-01-01¦0099-01-01¦2026-13-01¦2026-3-1¦10000-01-01¦today',
)

export const spans = listOf(
  'PT0S¦PT60S¦PT1M¦PT1H¦P1D¦P1W¦PT1.5S¦PT0.001S¦PT0.0001S¦-PT1S¦P1Y¦PT36H¦P106751991167D¦' +
    'PT9007199254740S¦PT9007199254740991S¦PT0,5S¦P¦PT¦1¦PT-1S¦P1DT1H',
)

export const uuids = listOf(
  '00000000-0000-0000-0000-000000000000¦ffffffff-ffff-ffff-ffff-ffffffffffff¦' +
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF¦019c8a4e-7b40-7000-8000-3f1d5c2b6a79¦' +
    '019C8A4E-7b40-7000-8000-3f1d5c2b6a79¦{019c8a4e-7b40-7000-8000-3f1d5c2b6a79}¦' +
    '019c8a4e7b40700080003f1d5c2b6a79¦x',
)

export const addresses = listOf(
  "a@b.de¦A@B.de¦a@B.DE¦b@b.de¦\u00e9@b.de¦\u00c9@b.de¦a b@c.de¦@¦o'x@b.de¦a%@b.de¦\u{1f600}@b.de",
)

export const urls = listOf(
  'http://a/¦https://a/?b=%20¦HTTP://A/¦http://\u00e9.de/¦ftp://a/¦http:///¦' +
    'https://a.example/\u{1f600}¦javascript:1¦https://a/"\'<>',
)

export const base64 = listOf(
  '¦AA==¦/+8=¦AAAA¦A¦AAA¦//8=¦AB==¦not base64¦' +
    'QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD',
)

export const jsonTexts = listOf(
  '{}¦[]¦null¦0¦-0¦1.0¦1e2¦1E400¦"a"¦""¦true¦[null]¦[[[[[[[[1]]]]]]]]¦{"":1}¦{"a":1,"a":2}¦' +
    '{"b":1,"a":2}¦{"__proto__":1}¦{"constructor":{"prototype":1}}¦{"10":1,"9":2,"a":3}¦"\\u0000"¦' +
    '"\\ud800"¦"\\ud83d\\ude00"¦"\u{1f600}"¦{"\\u0000":1}¦"a\\/b"¦"\\u2028"¦"\u2028"¦' +
    '12345678901234567890¦0.1000¦1e-400¦[1,"1",true,null,{}]¦{"a":{"b":{"c":[1,{"d":null}]}}}¦"e\\u0301"¦' +
    '"\\u001f\\u007f"¦9007199254740993¦{"a":"<b>"}¦[1,2,3,4,5,6,7,8,9,10]',
)
