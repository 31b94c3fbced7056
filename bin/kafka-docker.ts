#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { main } from "./command";

// The space for what is new grows to 48 MiB where messages come fast; a small one costs no time here.
setFlagsFromString("--semi-space-growth-factor=1");
void main(process.argv.slice(2));
