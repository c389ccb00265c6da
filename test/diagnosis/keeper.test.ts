import { describe, expect, test } from 'vitest';
import { habitClause } from '../../src/diagnosis/habit-clause.ts';
import { suspectOf } from '../../src/diagnosis/suspect.ts';
import type { GrowthPath } from '../../src/profile/comparison.ts';
import { jvmWords } from '../../src/runtime/jvm/words.ts';

function grown(holder: string, place: string, kind = 'byte[]'): GrowthPath {
  const [type = ''] = /^.*(?=\.)/.exec(place) ?? [];
  const file = `${type.replaceAll('.', '/').replace(/\$.*/, '')}.java`;
  const frames = [{ function: place, file, line: 9 }];
  return { frames, below: [], base: 0, current: 1, delta: 1, share: 1, kept: { class: kind, holder } };
}

function said(holder: string, place: string, kind?: string) {
  const suspect = suspectOf(grown(holder, place, kind));
  return { owner: suspect?.keeper?.owner, title: habitClause(suspect), fix: jvmWords.heapFix(suspect) };
}

// Chains as JDK 17 and 25 wrote them (jdk.OldObjectSample, path-to-gc-roots), simple names as Leakbot prints them.
describe('who keeps what grew', () => {
  test('of a Caffeine cache is advised to bound its own builder, and of weak keys', () => {
    const chain =
      'static PricingApp.CURVES → BoundedLocalCache$BoundedLocalManualCache.cache → WS → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val → FS.value → PricingApp$Curve.points';
    const { owner, title, fix } = said(chain, 'dev.heron.pricing.PricingApp$Curve.<init>', 'double[]');
    expect(owner).toBe('PricingApp.CURVES');
    expect(title).toBe(': a Caffeine cache that only grows (PricingApp.CURVES)');
    expect(fix).toMatch(/^Fix: set maximumSize or expireAfterAccess on the Caffeine builder of PricingApp\.CURVES: /);
    expect(fix).toContain('Weak keys are no bound');
    const strong =
      'static Shapes.EMBEDDINGS → UnboundedLocalCache$UnboundedLocalManualCache.cache → UnboundedLocalCache.data → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val';
    expect(said(strong, 'dev.wren.Shapes.embed').fix).toMatch(/Caffeine builder of Shapes\.EMBEDDINGS: [^W]*$/);
  });

  describe('of a map that the JDK itself declares is advised what takes an entry out of it', () => {
    const MBEANS =
      'static ManagementFactory.platformMBeanServer → JmxMBeanServer.mbsInterceptor → DefaultMBeanServerInterceptor.repository → Repository.domainTb → HashMap.table → HashMap$Node[] → … → HashMap$Node.value → NamedObject.object → MXBeanSupport.resource → Feed.window';

    test('such as the MBean server', () => {
      const { owner, title, fix } = said(MBEANS, 'dev.osprey.tenants.Feed.<init>', 'int[]');
      expect(owner).toBeUndefined();
      expect(title).toBe(': MBeans that are never unregistered');
      expect(fix).toMatch(/^Fix: unregister each MBean .*unregisterMBean/);
    });

    test.each([
      ['static ApplicationShutdownHooks.hooks → IdentityHashMap.table → Object[] → Hook.job', /removeShutdownHook/],
      [
        'static DeleteOnExitHook.files → LinkedHashSet.map → LinkedHashMap.head → LinkedHashMap$Entry.key → String.value',
        /deleteOnExit\(\)/,
      ],
      [
        '(class loader) → LoggerContext.loggerCache → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → Logger.name',
        /name loggers by class/,
      ],
      [
        'static JarFileFactory.fileCache → HashMap.table → HashMap$Node[] → HashMap$Node.value → URLJarFile.manRef',
        /setUseCaches\(false\)/,
      ],
    ])('%s', (chain, cure) => {
      const { owner, fix } = said(chain, 'dev.osprey.Jobs.start');
      expect(owner).toBeUndefined();
      expect(fix).toMatch(cure);
      expect(fix).not.toContain('Caffeine');
    });

    test('and a class of the service of that name is its own', () => {
      const chain = 'static Repository.domainTb → HashMap.table → HashMap$Node[] → HashMap$Node.value → Feed.window';
      const { owner, fix } = said(chain, 'dev.osprey.Repository.put');
      expect(owner).toBe('Repository.domainTb');
      expect(fix).not.toContain('MBean');
    });
  });

  test('of the stacks of virtual threads that wait is advised to let these end', () => {
    const waiting =
      'static Desk.VENUES → ThreadPerTaskExecutor.threads → ConcurrentHashMap$KeySetView.map → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.key → VirtualThread.cont → VirtualThread$VThreadContinuation.tail → StackChunk';
    const { title, fix } = said(waiting, 'dev.osprey.desk.QuoteRequest.run', 'double[]');
    expect(title).toBe(': virtual threads that do not end (Desk.VENUES)');
    expect(fix).toMatch(/^Fix: let the virtual threads of Desk\.VENUES end: .*Thread\.dump_to_file/);
    // One thread that lives on with a list of its own is another matter.
    const list = `${waiting} → ArrayList.elementData → Object[] → Quote.price`;
    expect(said(list, 'dev.osprey.desk.QuoteRequest.run').fix).not.toContain('virtual threads');
  });

  test('of a Guava cache is advised to bound its own builder', () => {
    const chain =
      'static Shapes.QUOTES → LocalCache$LocalManualCache.localCache → LocalCache.segments → LocalCache$Segment[] → LocalCache$Segment.table → AtomicReferenceArray.array → Object[] → LocalCache$StrongEntry.valueReference';
    expect(said(chain, 'dev.wren.Shapes.quote').fix).toMatch(
      /^Fix: set maximumSize or expireAfterAccess on the CacheBuilder of Shapes\.QUOTES/,
    );
  });

  test('by a thread-local is advised to call remove(), and of which threads', () => {
    const chain =
      '(thread wren-pool-#) → Thread.threadLocals → ThreadLocal$ThreadLocalMap.table → ThreadLocal$ThreadLocalMap$Entry[] → ThreadLocal$ThreadLocalMap$Entry.value → ArrayList.elementData → Object[]';
    const { owner, title, fix } = said(chain, 'dev.wren.Shapes.remember');
    expect(owner).toBeUndefined();
    expect(title).toBe(': thread-locals that are never removed');
    expect(fix).toMatch(/^Fix: call remove\(\) .*the threads wren-pool-# live on/);
    const own = chain.replace('ArrayList', 'RequestContext.items → ArrayList');
    expect(said(own, 'com.acme.web.RequestContext.add').fix).toContain('(its value leads to RequestContext.items)');
  });

  test('in the queue of an executor is advised about the queue, whether a field or a thread leads there', () => {
    const scheduled =
      '(thread pool-7-thread-#) → ScheduledThreadPoolExecutor$DelayedWorkQueue.queue → RunnableScheduledFuture[] → ScheduledThreadPoolExecutor$ScheduledFutureTask.callable → Executors$RunnableAdapter.task → GatewayApp$Connection$$Lambda.arg$1 → GatewayApp$Connection.buffer';
    expect(said(scheduled, 'dev.heron.gateway.GatewayApp$Connection.<init>').fix).toMatch(
      /^Fix: bound the queue of the executor of the threads pool-7-thread-#, .*setRemoveOnCancelPolicy/,
    );
    const field =
      'static Mail.SENDER → ThreadPoolExecutor.workQueue → LinkedBlockingQueue.head → LinkedBlockingQueue$Node.next → LinkedBlockingQueue$Node.item → FutureTask.callable → Mail$$Lambda.arg$1';
    expect(said(field, 'com.acme.Mail.compose').fix).toMatch(/^Fix: bound the queue of the executor of Mail\.SENDER, /);
  });

  test('by the callbacks of a future is advised about which', () => {
    const chain =
      'static MatcherApp.shutdown → CompletableFuture.stack → CompletableFuture$UniRun.next → CompletableFuture$UniRun → CompletableFuture$UniRun.fn → MatcherApp$$Lambda.arg$1 → MatcherApp$OrderContext.levels';
    expect(said(chain, 'dev.heron.matcher.MatcherApp.book', 'int[]')).toMatchObject({
      owner: 'MatcherApp.shutdown',
      title: ': callbacks of a future that does not complete (MatcherApp.shutdown)',
      fix: expect.stringMatching(/^Fix: complete the future MatcherApp\.shutdown, /) as string,
    });
  });

  test('inside a library names the own field that refers to it, and nothing of bounding the map of the library', () => {
    const session =
      '(thread http-nio-8080-exec-#) → StatementsApp$$Lambda.arg$1 → StatementJob.session → SessionImpl → StatefulPersistenceContext.entityEntryContext → EntityEntryContext.nonEnhancedEntityXref → IdentityHashMap.table → Object[] → Entry.memo → String.value';
    const { owner, title, fix } = said(session, 'dev.kestrel.statements.StatementJob.page');
    expect(owner).toBe('StatementJob.session');
    expect(title).toBe(': kept in SessionImpl (StatementJob.session)');
    expect(fix).toMatch(/^Fix: empty or close the SessionImpl in StatementJob\.session when its work is done/);
    expect(fix).not.toContain('Caffeine');
    const meters =
      'static SearchController.metrics → SearchMetrics.registry → PrometheusMeterRegistry.meterMap → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val → TimeWindowPercentileHistogram';
    expect(said(meters, 'dev.kestrel.search.SearchMetrics.record').owner).toBe('SearchMetrics.registry');
  });

  test('by a collection of its own names the field, in the words of what it is', () => {
    const bus =
      'static Shapes.BUS → PriceBus.listeners → ArrayList.elementData → Object[] → PriceBus$Ticker$1.this$0 → PriceBus$Ticker.depth';
    expect(said(bus, 'dev.wren.PriceBus$Ticker.<init>', 'int[]')).toMatchObject({
      owner: 'PriceBus.listeners',
      title: ': subscriptions that are never removed (PriceBus.listeners)',
      fix: expect.stringMatching(/^Fix: remove the listener from PriceBus\.listeners when/) as string,
    });
    const spring =
      'AnnotationConfigApplicationContext.beanFactory → DefaultListableBeanFactory.singletonObjects → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val → QuoteService.cache → HashMap.table → HashMap$Node[] → HashMap$Node.value';
    expect(said(spring, 'com.acme.shop.Loader.load')).toMatchObject({
      owner: 'QuoteService.cache',
      title: ': a cache that only grows (QuoteService.cache)',
    });
    const queue =
      'static Shapes.OUTBOX → Outbox.pending → LinkedBlockingQueue.head → LinkedBlockingQueue$Node.next → LinkedBlockingQueue$Node.item → Outbox$Note.text';
    expect(said(queue, 'dev.wren.Outbox.put').owner).toBe('Outbox.pending');
    const tags = 'static Shapes.TAGS → HashSet.map → HashMap.table → HashMap$Node[] → HashMap$Node.key → String.value';
    expect(said(tags, 'dev.wren.Shapes.tag').owner).toBe('Shapes.TAGS');
    const plain = 'static Ledger.OPEN → ArrayList.elementData → Object[] → Ledger$Row';
    expect(said(plain, 'com.acme.Ledger.post')).toMatchObject({
      title: ': Ledger.OPEN only grows',
      fix: 'Fix: take out of Ledger.OPEN what is done with, on every path, or bound it.',
    });
  });

  test('of statements of a database is advised to close them', () => {
    const chain =
      '(thread main) → Shapes$Store.asked → ArrayList.elementData → Object[] → JdbcPreparedStatement.command → CommandContainer.prepared → Select.expressionArray → Expression[]';
    expect(said(chain, 'dev.wren.Shapes$Store.ask').fix).toBe(
      'Fix: close statements and result sets with the work that opened them (try-with-resources), and take them out of Shapes$Store.asked.',
    );
  });

  test('of statements of a bank is advised nothing about a database', () => {
    const chain =
      'static Bank.STATEMENTS → ArrayList.elementData → Object[] → BankStatement.lines → ArrayList.elementData';
    expect(said(chain, 'com.acme.Bank.print').fix).not.toContain('try-with-resources');
  });

  test('that waits for its cleaner says that cleaning is slower', () => {
    const chain =
      '(thread Cleaner-#) → CleanerImpl.queue → ReferenceQueue.head → CleanerImpl$PhantomCleanableRef.next → CleanerImpl$PhantomCleanableRef → CleanerImpl$PhantomCleanableRef.action → Shapes$State.log';
    expect(said(chain, 'dev.wren.Shapes$State.<init>').title).toBe(': cleaning up is slower than what is made');
    const registered =
      'static Shapes.CLEANER → Cleaner.impl → CleanerImpl.phantomCleanableList → CleanerImpl$PhantomCleanableRef.next → CleanerImpl$PhantomCleanableRef.action → Shapes$State.log';
    expect(said(registered, 'dev.wren.Shapes$State.<init>').title).not.toContain('slower');
  });

  test('by nothing of the service is no keeper', () => {
    const chain =
      '(VM Global) → ClassLoaders$AppClassLoader.classes → ArrayList.elementData → Object[] → Class.name → String.value';
    expect(said(chain, 'com.acme.App.start').owner).toBeUndefined();
    expect(said('(thread http-worker-#)', 'com.acme.App.start').owner).toBeUndefined();
  });
});
