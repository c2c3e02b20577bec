namespace Rollcall.Demo;

/// <summary>Short plausible sentences, about two hundred bytes for a question and its answer together.</summary>
internal static class Phrases
{
    public static readonly string[] Features = ["chat", "search", "draft"];

    private static readonly string[][] Questions =
    [
        ["Can you explain {0} to me in a few words?", "What should I watch out for with {0}?", "I am stuck on {0}. Where would you start?",
         "Please check my thinking on {0} before the meeting.", "Compare the two options for {0} and say which one you prefer."],
        ["Where is the latest document on {0}?", "Who decided on {0}, and when?", "Find what we wrote about {0} last quarter.",
         "Which teams worked on {0} this year?", "Is there a checklist for {0}?"],
        ["Write a short mail about {0} to my team.", "Draft a one-page summary of {0} for my manager.", "Turn my notes on {0} into five bullet points.",
         "Rewrite this paragraph about {0} in plain language.", "Make an agenda for a half-hour meeting on {0}."],
    ];

    private static readonly string[][] Answers =
    [
        ["In short: start with the last change to {0}, then look at who depends on it. The second option costs less.",
         "There are three points about {0}: the scope is open, the owner is away this week, and the deadline still holds.",
         "Your reasoning holds. One thing is missing: {0} also affects the regional teams, so tell them before Friday."],
        ["The newest version on {0} is from last month. Two older ones contradict it in section four; use the newest.",
         "I found four documents on {0}. The decision was taken in the spring review and has not changed since.",
         "Yes: the checklist for {0} has nine steps, and step six is the one that most people forget."],
        ["Here is a draft on {0}: what has changed, why it matters, and what each of you should do by Thursday.",
         "Summary of {0}: we are on plan, one risk is open, and we ask for a decision on the budget by the end of the month.",
         "Five points on {0}: goal, state, risk, next step, owner. I kept each one under twenty words."],
    ];

    // By the number of the department.
    private static readonly string[][] ByDepartment =
    [
        ["the board meeting", "next year's goals", "the town hall", "the investor questions"],
        ["the failing build", "the queue that keeps growing", "the upgrade of the database", "the flaky test", "the new interface", "the outage review"],
        ["a refund after the deadline", "the late delivery", "the broken login", "the warranty claim", "the angry caller", "the change of address"],
        ["the road map", "the survey of our users", "the pricing page", "the beta programme"],
        ["the spring campaign", "the newsletter", "the trade fair", "the new landing page", "the customer story"],
        ["parental leave", "the interview guide", "the new starters in June", "the travel policy", "the salary bands"],
        ["the renewal with our largest customer", "the discount request", "the quarterly forecast", "the first call on Monday", "the tender"],
        ["the warehouse move", "the supplier contract", "the shift plan", "the stock count", "the delivery routes"],
        ["the month-end closing", "the open invoices", "the cost centres", "the audit list"],
        ["the data processing agreement", "the trademark question", "the new terms", "the retention periods"],
    ];

    public static ReadOnlySpan<string> Topics(Department department) => ByDepartment[department.Index];

    public static string Ask(int feature, string topic, ref Dice dice) => Fill(dice.Of<string>(Questions[feature]), topic);

    public static string Answer(int feature, string topic, ref Dice dice) => Fill(dice.Of<string>(Answers[feature]), topic);

    private static string Fill(string phrase, string topic) => phrase.Replace("{0}", topic, StringComparison.Ordinal);
}
