/** The simulated AWS, in a process of its own so that its work is not taken for the service's. */
import { startSimulator, type Simulator } from '../../infra/local/aws/simulator.ts';
import { createVirtualClock } from '../../infra/local/virtual-clock.ts';
import { accountOf, now } from './account.ts';
import type { SimulatorOrder } from './messages.ts';

let simulator: Simulator | undefined;

process.on('message', (order: SimulatorOrder) => {
  void obey(order).then((answer) => process.send?.(answer));
});

async function obey(order: SimulatorOrder): Promise<object> {
  if (order.order === 'start') {
    const clock = createVirtualClock(now);
    const switches = { deregisterLag: 0 };
    simulator = await startSimulator({ accounts: [accountOf(order.size)], clock, switches });
    return simulator.environment;
  }
  if (order.order === 'change') {
    simulator
      ?.world()
      .ec2.images.all()
      .forEach((image, n) => {
        if (n % order.every === 0) image.Tags = [...(image.Tags ?? []), { Key: order.tag, Value: 'new' }];
      });
    return {};
  }
  const calls = simulator?.calls() ?? {};
  simulator?.resetCalls();
  return calls;
}
