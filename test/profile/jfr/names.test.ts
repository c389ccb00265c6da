import { expect, test } from 'vitest';
import { className, javaFrame } from '../../../src/profile/jfr/names.ts';
import { shortName } from '../../../src/profile/short-names.ts';

test.each([
  ['[B', 'byte[]'],
  ['[[Ljava/util/HashMap$Node;', 'java.util.HashMap$Node[][]'],
  ['com/acme/Prices$$Lambda$14+0x0000000800c01000/1173643169', 'com.acme.Prices$$Lambda'],
  ['com/acme/Prices$$Lambda$14/0x0000000800c01000', 'com.acme.Prices$$Lambda'],
  ['com/acme/Prices$$Lambda+0x0000000800c01000.123', 'com.acme.Prices$$Lambda'],
  // As JDK 11 has it.
  ['com/acme/Prices$$Lambda$48/1296456465', 'com.acme.Prices$$Lambda'],
  ['jdk/proxy2/$Proxy42', 'jdk.proxy2.$Proxy'],
  ['jdk/internal/reflect/GeneratedMethodAccessor17', 'jdk.internal.reflect.GeneratedMethodAccessor'],
  ['com/acme/Shop$$EnhancerBySpringCGLIB$$8d1f0e2a', 'com.acme.Shop$$EnhancerBySpringCGLIB$$'],
  ['com/acme/Shop$$SpringCGLIB$$0', 'com.acme.Shop$$SpringCGLIB$$'],
  ['com/acme/Order$HibernateProxy$a8FkQx2L', 'com.acme.Order$HibernateProxy'],
  ['com/acme/Order$ByteBuddy$Qz81Lm3r', 'com.acme.Order$ByteBuddy'],
  ['com/acme/Order_$$_jvst4c1_0', 'com.acme.Order_$$_jvst'],
  ['Script33', 'Script#'],
  ['Script408$_run_closure2', 'Script#$_run_closure2'],
  ['com/acme/Script2Html', 'com.acme.Script2Html'],
  ['com/acme/Feed$1', 'com.acme.Feed$1'],
])('%s is written %s, without what differs from run to run', (internal, written) => {
  expect(className(internal)).toBe(written);
});

test.each([
  ['com/acme/Cache$Entry', 'Cache.java'],
  ['com/acme/PricesKt', 'Prices.kt'],
  ['com/acme/Prices$$Lambda$14+0x0000000800c01000/1173643169', 'Prices.java'],
])('the file of %s is %s', (internal, file) => {
  expect(javaFrame(internal, 'run', 3).file).toBe(file);
});

test.each([
  ['com.acme.markets.Cache$Entry.<init>', 'Cache$Entry.<init>'],
  ['com.acme.Desk.lambda$place$0', 'Desk.lambda$place$0'],
  ['java.util.HashMap$Node[]', 'HashMap$Node[]'],
  // Go’s packages of one element, and its closures, are no classes.
  ['main.Serve.func1', 'main.Serve.func1'],
  ['ReportStore.add', 'ReportStore.add'],
])('the short name of %s is %s', (name, short) => {
  expect(shortName(name)).toBe(short);
});
