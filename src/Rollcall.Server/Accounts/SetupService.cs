using Rollcall.Server.Hosting;
using Rollcall.Server.Projects;
using Rollcall.Storage.Registry;

namespace Rollcall.Server.Accounts;

public abstract record SetupAnswer
{
    /// <param name="Account">The administrator.</param>
    /// <param name="Project">The first project with its key; null where one was there already.</param>
    public sealed record Done(Account Account, NewProject? Project) : SetupAnswer;

    public sealed record Invalid(IReadOnlyList<ProblemError> Faults) : SetupAnswer;

    /// <summary>The token is wrong, was used, or the instance has an administrator.</summary>
    public sealed record Closed : SetupAnswer;

    public sealed record TooMany(TimeSpan RetryAfter) : SetupAnswer;
}

/// <summary>What <c>/setup</c> does: the first administrator and, on an empty instance, the first project.</summary>
public sealed class SetupService(SetupToken tokens, AccountService accounts, ProjectService projects, ProjectDirectory directory, SignInLimit limit, AuditLog audit)
{
    public sealed record Form(string Email, string Password, string ProjectName, string TimeZone, string WeekStart);

    /// <summary>Whether the instance still needs its first project.</summary>
    public bool NeedsProject => !directory.All.Any();

    public async Task<SetupAnswer> SetUp(string? token, Form form, HttpContext context)
    {
        var caller = context.LimitedBy();
        if (limit.Wait(caller) is { } wait)
            return new SetupAnswer.TooMany(wait);
        if (!tokens.TryTake(token, out var taken))
        {
            limit.Failed(caller);
            await audit.Write(Actor.Unknown(context), AuditAction.SetupRefused);
            return new SetupAnswer.Closed();
        }

        var done = false;
        try
        {
            var answer = await SetUp(form, new Actor(form.Email.Trim(), null, context.Address()));
            done = answer is SetupAnswer.Done;
            return answer;
        }
        finally
        {
            if (!done)
                tokens.GiveBack(taken!);
        }
    }

    // The project comes first: should the process die in between, the next start still asks for the administrator, who then owns it.
    private async Task<SetupAnswer> SetUp(Form form, Actor by)
    {
        var needsProject = NeedsProject;
        var faults = new List<ProblemError>();
        if (AccountRules.EmailFault(form.Email.Trim()) is { } emailFault)
            faults.Add(new ProblemError("email", "invalid_email", emailFault));
        if (AccountRules.PasswordFault(form.Password) is { } passwordFault)
            faults.Add(new ProblemError("password", "weak_password", passwordFault));
        if (needsProject)
            faults.AddRange(ProjectService.Faults(form.ProjectName, form.TimeZone, form.WeekStart, out _));
        if (faults is not [])
            return new SetupAnswer.Invalid(faults);

        var project = needsProject ? (await projects.Create(form.ProjectName, form.TimeZone, form.WeekStart, owner: null, by)).Made : null;
        var (account, refusals) = await accounts.CreateAdministrator(form.Email, form.Password, by);
        return account is null ? new SetupAnswer.Invalid(refusals) : new SetupAnswer.Done(account, project);
    }
}
