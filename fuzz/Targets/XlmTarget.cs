using System.Text;
using Lurewatch.Files.Office.Workbooks;

namespace Lurewatch.Fuzz;

/// <summary>Any text as a symbolic link file whose macros run.</summary>
internal static class XlmTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        "ID;P\r\nO;E\r\nNN;NAuto_open;ER1C1\r\nC;X1;Y1;K0;ESET.NAME(\"n\",0)\r\nC;Y2;EWHILE(n<3)\r\nC;Y3;ESET.VALUE(R1C2,R1C2&CHAR(65+n))\r\nC;Y4;ESET.NAME(\"n\",n+1)\r\nC;Y5;ENEXT()\r\nC;Y6;EFORMULA(\"=EXEC(R1C2)\",R8C1)\r\nC;Y7;EIF(R[1]C>1,GOTO(R8C1),HALT())\r\nE\r\n"u8.ToArray(),
        "ID;P\r\nO;E\r\nNN;NAuto_open;ER1C1\r\nC;X1;Y1;K0;EEXEC(INDEX({1,2;3,4},2,1)&MID(\"abc\",2,1)&SUBSTITUTE(\"a-b\",\"-\",REPT(\"x\",9))&TEXT(NOW(),\"dd\")&HEX2DEC(\"FF\"))\r\nC;Y2;EFOPEN(\"a.vbs\",3)\r\nC;Y3;EFWRITELN(R2C1,VLOOKUP(\"a\",R1C1:R9C3,2,FALSE))\r\nC;Y4;ERUN(R9C1)\r\nC;Y9;EARGUMENT(\"q\")\r\nC;Y10;ERETURN(OFFSET(R1C1,1,0)+INDIRECT(\"R3C1\",FALSE))\r\nE\r\n"u8.ToArray(),
    ];

    public static void Run(ReadOnlySpan<byte> data) => WorkbookChecks.Check(SylkWorkbook.Read(Encoding.Latin1.GetString(data), WorkbookChecks.Budget()));
}
