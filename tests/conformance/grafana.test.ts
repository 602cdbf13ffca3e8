/**
 * The back end of the data source, built and started as Grafana starts it: its unit tests, and the conformance tests of
 * tests/conformance/host against a stub of the service. Needs Go; with CI=true a machine without it fails.
 */
import { buildExecutable, findGo, runGoTests, runGoVet } from './goTests';

/** A first build compiles the SDK and everything below it: some three minutes of one core. */
jest.setTimeout(20 * 60_000);

const go = findGo();
const whenGo = go === '' ? describe.skip : describe;

test('Go is here, or this machine may do without', () => {
  if (go === '') console.log('Skipped: the back end of the data source cannot be tested, no Go toolchain found.');
  expect(go !== '' || process.env.CI !== 'true').toBe(true);
});

whenGo('back end of the data source', () => {
  let executable = '';
  beforeAll(() => {
    executable = buildExecutable();
  });

  test('go vet finds nothing', async () => {
    expect(await runGoVet(go)).toBe('');
  });

  test('unit tests', async () => {
    const { passed, skipped, failures } = await runGoTests(go, ['./pkg/...']);
    expect(failures).toEqual([]);
    expect(skipped).toEqual([]);
    expect(passed).toContain('TestGoldenAnswersAreDecoded/good_panel');
  });

  test('under a go-plugin host, against a stub of the service', async () => {
    const { passed, skipped, failures } = await runGoTests(go, ['-skip', '^TestService', './tests/conformance/host'], {
      PLUMBLINE_EXECUTABLE: executable,
    });
    expect(failures).toEqual([]);
    expect(skipped).toEqual([]);
    expect(passed).toEqual(
      expect.arrayContaining([
        'TestHealth/service_down',
        'TestHealth/wrong_token',
        'TestHealth/wrong_URL',
        'TestGoldenAnswersArrive/good_panel',
        'TestFiftyQueriesAtOnce',
        'TestTwoHundredThousandRows',
        'TestResources/values',
        'TestCancellationReachesTheService',
        'TestDeadlineReachesTheService',
        'TestStopIsGraceful',
        'TestAKilledPluginStartsAgain',
      ]),
    );
  });
});
