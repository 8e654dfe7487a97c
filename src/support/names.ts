/**
 * The one way from a model's names, which are hostile, to identifiers of C++, Verilog, VHDL, Tcl and make, and to
 * comments. Identifiers are ASCII, of at most `LONGEST` characters, without leading, trailing or double underscores
 * (reserved in C++, illegal in VHDL), and told apart even where case is ignored (VHDL, some file systems).
 */
const LONGEST = 48;

/** Gives out identifiers that differ from one another and from those already taken. */
export type Namer = (written: string) => string;

export function createNamer(taken: Iterable<string> = []): Namer {
  const used = new Set(Array.from(taken, (name) => name.toLowerCase()));
  return (written) => {
    const stem = identifier(written);
    let name = stem;
    for (let copy = 2; used.has(name.toLowerCase()); copy++) name = `${stem}_${copy}`;
    used.add(name.toLowerCase());
    return name;
  };
}

/** The identifier nearest to what was written; a name that is a legal one already is kept. */
export function identifier(written: string): string {
  const ascii = written
    .slice(0, 4 * LONGEST)
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_/, "")
    .slice(0, LONGEST)
    .replace(/_$/, "");
  if (ascii === "") return "unnamed";
  if (/^\d/.test(ascii)) return `n${ascii}`.slice(0, LONGEST);
  return isReserved(ascii) ? `v_${ascii}` : ascii;
}

export function isIdentifier(written: string): boolean {
  return identifier(written) === written;
}

/** Text that can't end a comment, continue it on the next line, or change it by trigraphs or look-alike characters. */
export function commentText(written: string): string {
  const plain = written
    .slice(0, 400)
    .replace(/[^\x20-\x7e]|\\/g, "_")
    .replace(/\*\//g, "*_/")
    .replace(/\/\*/g, "/_*")
    .replace(/\?(?=\?)/g, "?_");
  return plain.length < written.length ? `${plain}...` : plain;
}

/** A word of a Tcl script as text: nothing in it is substituted. */
export function tclWord(written: string): string {
  if (/^[\w.+:/-]+$/.test(written)) return written;
  return `"${oneLine(written).replace(/["\\$[\]{}]/g, "\\$&")}"`;
}

/** A value of a make variable or of a tool's `key=value` file, where quoting does not exist: hostile characters go. */
export function bareWord(written: string): string {
  return oneLine(written).replace(/[^\w.+:/%-]/g, "_");
}

function oneLine(written: string): string {
  return written.replace(/[^\x20-\x7e]/g, "_");
}

function isReserved(name: string): boolean {
  // All capitals may be a macro of any header; the prefixes belong to AMD's headers and to ours.
  if (name.length > 1 && /^[A-Z][A-Z0-9_]*$/.test(name)) return true;
  return /^(ap|hls|nnet|bxc|std|sc|aesl|vld|rst|clk)(_|$)/i.test(name) || RESERVED.has(name.toLowerCase());
}

/** Keywords of C++20, SystemVerilog, VHDL and Tcl's commands, with the names that C headers and gcc define. */
const RESERVED = new Set(
  `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
  concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
  do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
  namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
  requires return short signed sizeof static static_assert static_cast struct switch template this thread_local throw
  true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor xor_eq
  main null assert errno stdin stdout stderr linux unix i386 final override import module argc argv size_t
  accept_on alias always always_comb always_ff always_latch assign assume automatic before begin bind bins binsof bit
  buf bufif0 bufif1 byte casex casez cell chandle checker clocking cmos config constraint context cover covergroup
  coverpoint cross deassign defparam design disable dist edge end endcase endchecker endclass endclocking endconfig
  endfunction endgenerate endgroup endinterface endmodule endpackage endprimitive endprogram endproperty endspecify
  endsequence endtable endtask event eventually expect extends first_match force foreach forever fork forkjoin function
  generate genvar global highz0 highz1 iff ifnone ignore_bins illegal_bins implements implies incdir include initial
  inout input inside instance integer interconnect interface intersect join join_any join_none large let liblist
  library local localparam logic longint macromodule matches medium modport nand negedge nettype nexttime nmos nor
  noshowcancelled notif0 notif1 output package packed parameter pmos posedge primitive priority program property pull0
  pull1 pulldown pullup pulsestyle_ondetect pulsestyle_onevent pure rand randc randcase randsequence rcmos real realtime
  ref reg reject_on release repeat restrict rnmos rpmos rtran rtranif0 rtranif1 s_always s_eventually s_nexttime
  s_until s_until_with scalared sequence shortint shortreal showcancelled small soft solve specify specparam strong
  strong0 strong1 super supply0 supply1 sync_accept_on sync_reject_on table tagged task throughout time timeprecision
  timeunit tran tranif0 tranif1 tri tri0 tri1 triand trior trireg type unique unique0 until until_with untyped use uwire
  var vectored wait wait_order wand weak weak0 weak1 wildcard wire with within wor xnor
  abs access after all architecture array attribute block body buffer bus component configuration disconnect downto
  elsif entity exit file generic group guarded impure in is label linkage literal loop map mod next nor of on open
  others out port postponed procedure process range record rem report rol ror select severity signal shared sla sll sra
  srl subtype then to transport unaffected units variable when
  proc set puts source eval exec expr uplevel upvar rename unset list string y0 y1 yn j0 j1 jn gamma`
    .split(/\s+/)
    .filter((word) => word !== ""),
);
