namespace Rollcall.Demo;

/// <summary>Invented names. Every number has its own address: first and last name for the first 40,000 or so, then with a number behind.</summary>
internal static class Names
{
    private static readonly string[] First = """
        corin mira imre lene sunniva tova pavel beata jonas amara lucia henrik noor felix ines tariq wanda oskar leila mateo
        freya anton priya milan greta kofi elin rosa nils yara emil zofia dario signe arjun clara ivo hana bruno maren
        sami petra luca ida omar vera theo agnes rafael lotte kiran judith marek astrid diego selma hugo nadia erik alma
        tomas ruta julian meera anders paula idris karin stefan olga matteo sanna viktor amina simon edda carlos irina finn
        dalia georg thea robin esther jakub malin aditya helena oliver kaja pedro runa samuel nina walter zara linus carmen
        david inga hassan lucy edgar tessa ravi mona peter salma axel bianca gustav lara nikhil dora moritz elena ibrahim
        marta casper joana leon ulla daniel rania arne sofia manuel gerda vikram nora klaus tamara jasper lea andrei silke
        adam rebecca
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly string[] Last = """
        ashby velde solt okonwe dahlby marchetto rask thornquist holt abbing lindqvist moreau castell verhoeven novak
        brandt salazar iyer kowal petrov haugen fontaine berger odum nakata silva jansen richter ferrer lund
        kapoor wolff bianchi steen marsh vidal zeman aksoy hollis rautio becker conti dvorak engel farrow
        grieg hanlon ivarsen joshi keller lemaire mendes nyberg orlov pradhan quist rossi sorensen tanaka ulrich
        varga weber xander yilmaz zoller adler bishop colombo dietz eklund fischer garnier hoffer isaksen jensen
        kruger lange meyer nandi olsen parker quinn roth sato thomsen underhill voss walsh yates zimmer
        alvarez bauer chandra delgado everett franke gallo hartmann imhof jacobs karlsen leclerc murphy nilsen otto
        pohl reuter santos tvedt urban vance winter young zander arendt blom carver drexler ernst foster
        gupta hansen ingram jordan khan lorenz mason nolan ortiz perrin rahman schuster turner usman vogel
        werner yoder zapata amsel bergman crane dorn ellis flint gordon hale irwin joyce kramer lowell
        maier noble osman peck reyes sharp tully unger vega wirth york zorn arnold bright colden
        dunbar elstad forde grant hooper ibsen jarvis kinsley lambert morel norden oakley pascal rowan sterling
        tremblay udall valen whitlow yardley zeller aldous bexley corvin dalgaard esposito fairley glover hidalgo ingleby
        jelinek kestrel lyndon mercer nystrom okafor prentice redfern sommer tordoff upton vickers wexler yarrow zielke
        achter boysen calder denholm elgin faulk griffin hollander ismay jutland kendrick larkin monroe newell olander
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly int Pairs = First.Length * Last.Length;
    private static readonly int Stride = CoprimeNear((int)(Pairs * 618L / 1000));

    /// <summary>The address of a person; <paramref name="domain"/> may depend on the person.</summary>
    public static string EndUser(int seed, int person, string domain)
    {
        var pair = (int)(((Dice.Hash((uint)seed, 0) % (ulong)Pairs) + ((ulong)person * (ulong)Stride)) % (ulong)Pairs);
        var again = person / Pairs;
        var (first, last) = (First[pair % First.Length], Last[pair / First.Length]);
        return again == 0 ? $"{first}.{last}@{domain}" : $"{first}.{last}{again + 1}@{domain}";
    }

    // A step without a divisor in common with the number of pairs meets every pair once before any twice.
    private static int CoprimeNear(int number)
    {
        while (Divisor(number, Pairs) != 1)
            number++;
        return number;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
