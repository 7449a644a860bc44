/** The ledger's table, in a process of its own. */
import { startTable } from '../../infra/local/table/start.ts';

const { environment } = await startTable({});
process.send?.(environment);
