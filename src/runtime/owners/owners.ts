import { dotnet } from './dotnet.ts';
import { envoy } from './envoy.ts';
import { erlang } from './erlang.ts';
import { redis } from './redis.ts';
import { rust } from './rust.ts';

/** All of them, languages first: of a process with metrics of two the first is its runtime. */
export const OWNERS = [dotnet, erlang, rust, envoy, redis] as const;
