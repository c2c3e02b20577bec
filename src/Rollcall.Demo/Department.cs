namespace Rollcall.Demo;

/// <summary>A department: its size, when it gets access, and how much it likes the assistant.</summary>
/// <param name="Index">Its place in <see cref="All"/>.</param>
/// <param name="Name">As in the tag.</param>
/// <param name="People">Of every <see cref="Block"/> people of the company.</param>
/// <param name="Appetite">Use relative to the company's, in per cent.</param>
/// <param name="Reluctant">People who never use it, per thousand.</param>
/// <param name="Waves">When access begins (per thousand of the window) and for how many of the department's people (per thousand).</param>
internal sealed record Department(int Index, string Name, int People, int Appetite, int Reluctant, (int Share, int At)[] Waves)
{
    /// <summary>The share of the window after which the help desk gets access, and with it a jump in use.</summary>
    public const int HelpDeskAt = 800;

    public static readonly Department ExecutiveOffice = new(0, "Executive office", 4, 60, 250, [(1000, 50)]);
    public static readonly Department Engineering = new(1, "Engineering", 412, 120, 60, [(600, 0), (400, 90)]);
    public static readonly Department CustomerSupport = new(2, "Customer Support", 356, 115, 70, [(250, 120), (750, HelpDeskAt)]);
    public static readonly Department Product = new(3, "Product", 78, 130, 50, [(1000, 30)]);
    public static readonly Department Marketing = new(4, "Marketing", 184, 105, 110, [(1000, 140)]);
    public static readonly Department PeopleTeam = new(5, "People team", 78, 90, 140, [(1000, 250)]);
    public static readonly Department Sales = new(6, "Sales", 298, 85, 160, [(500, 200), (500, 270)]);
    public static readonly Department Operations = new(7, "Operations", 246, 75, 190, [(400, 300), (600, 420)]);
    /// <summary>The department that resists.</summary>
    public static readonly Department Finance = new(8, "Finance", 121, 22, 420, [(300, 350), (700, 480)]);
    public static readonly Department Legal = new(9, "Legal", 44, 80, 120, [(1000, 400)]);

    public static readonly Department[] All =
        [ExecutiveOffice, Engineering, CustomerSupport, Product, Marketing, PeopleTeam, Sales, Operations, Finance, Legal];

    /// <summary>The departments' people together: in every block of so many people the sizes are exact.</summary>
    public static readonly int Block = All.Sum(department => department.People);

    // Near the golden section of the block and without a divisor in common with it, so that neighbours by number work in different
    // departments and the first two hundred people already have about the right shares. Person 0 is in the executive office.
    private const int Stride = 1126;

    private static readonly byte[] Slots = [.. All.SelectMany(department => Enumerable.Repeat((byte)department.Index, department.People))];

    public static Department OfPerson(int person) => All[Slots[(int)((long)person * Stride % Block)]];
}
