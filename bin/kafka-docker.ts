#!/usr/bin/env node
import { main } from "./command";

void main(process.argv.slice(2));
