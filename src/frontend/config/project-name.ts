import type { Location } from "../../diagnostics/diagnostic.js";
import type { Reporter } from "../../diagnostics/reporter.js";
import { identifier } from "../../support/names.js";
import { shown } from "../../support/text.js";

/** File names are made from it with suffixes; tools limit paths. */
const LONGEST = 80;

/** Functions and types that the standard headers put into the global namespace. */
const C_FUNCTIONS = new Set(
  `abort abs access acct acos acosh alarm alloca asctime asin asinh atan atan2 atanh atexit atof atoi atol bcmp bcopy
  brk bsearch bzero calloc cbrt ceil chdir chown clearenv clearerr clock close confstr copysign cos cosh crypt ctime
  daemon difftime div drem dup dup2 environ erf erfc execl execv exit exp exp2 expm1 fabs fclose fdim feof ferror
  fflush ffs fgetc fgets fileno finite floor fma fmax fmin fmod fopen fork fprintf fputc fputs fread free freopen frexp
  fscanf fseek fsync ftell fwrite getc getchar getcwd getenv getopt getpid gets gmtime hypot ilogb index isalnum isalpha
  isatty isdigit isinf isnan isspace j0 j1 jn kill labs ldexp ldiv lgamma link llabs localtime lockf log log10 log1p
  log2 logb lrand48 lrint lround lseek malloc mblen memchr memcmp memcpy memmove memset mkdtemp mkstemp mktime modf nan
  nearbyint nice optarg optind pause pclose perror pipe popen pow putc putchar putenv puts qsort raise rand random read
  realloc realpath remainder remove remquo rename rewind rindex rint rmdir round sbrk scalbn scanf select setenv signal
  significand sin sinh sleep sprintf sqrt srand srandom sscanf stime strcat strchr strcmp strcpy strdup strlen strncpy
  strstr strtod strtok strtol swab symlink sync syscall system tan tanh tgamma time timezone tmpfile tmpnam tolower
  toupper trunc truncate ttyname tzname tzset umask ungetc unlink unsetenv usleep vfork vprintf wait write y0 y1 yn`.split(
    /\s+/,
  ),
);

/** Reports BX2052 where the name can't be an identifier of C++ and Verilog. `what` is the key or flag that gave it. */
export function checkName(name: string, what: string, at: Location, reporter: Reporter): void {
  const problem = problemOf(name);
  if (problem !== undefined)
    reporter.report("BX2052", { what, name: shown(name), problem, suggestion: identifier(name) }, at);
}

/** As `checkName`; a namespace is also no function of C's global one, which it could not stand beside. */
export function checkNamespace(name: string, what: string, at: Location, reporter: Reporter): void {
  if (!C_FUNCTIONS.has(name)) return checkName(name, what, at, reporter);
  const problem = "is a function of the C library";
  reporter.report("BX2052", { what, name, problem, suggestion: `${name}_ns` }, at);
}

/** The project's name where nobody gives one: that of the model's file, made legal. */
export function projectNameOf(model: string): string {
  return problemOf(model) === undefined ? model : identifier(model);
}

function problemOf(name: string): string | undefined {
  if (!/^[A-Za-z]\w*$/.test(name)) return "is no identifier (a letter, then letters, digits and underscores)";
  if (/__|_$/.test(name)) return "has a double or trailing underscore, which C++ and VHDL reserve";
  if (name.length > LONGEST) return `has ${name.length} characters; at most ${LONGEST} are allowed`;
  // In lower case, as the suggestion would leave any short name alone that is no reserved word.
  const short = name.toLowerCase().slice(0, 40).replace(/_$/, "");
  return identifier(short) === short ? undefined : "is a word that C++, Verilog or the emitted code uses itself";
}
