namespace ParleyHost;

/// <summary>The administrator's account in Rocket.Chat: signed in from the start, and again whenever its login is over.</summary>
public sealed class ChatAdmin(RocketChat chat, Settings settings, TimeProvider clock, ILogger<ChatAdmin> log) : BackgroundService
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    /// <summary>Rocket.Chat locks an account after ten wrong passwords in five minutes.</summary>
    private static readonly TimeSpan RefusedDelay = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim renewal = new(1);
    private DateTimeOffset notBefore;
    private volatile ChatLogin? login;

    public bool IsReady => login is not null;

    /// <summary>One call in the administrator's name; once more with a new login after a 401.</summary>
    public async Task<ChatAnswer> CallAsync(HttpMethod method, string path, object? body = null)
    {
        var first = login ?? throw ChatException.NotReady();
        var answer = await chat.CallAsync(method, path, first, body);
        if (answer.Status != 401 || answer.Text("errorType") is not null) return answer;
        answer = await chat.CallAsync(method, path, await RenewAsync(first), body);
        return answer.Status != 401 ? answer : throw ChatException.NotReady();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var failures = 0; !stoppingToken.IsCancellationRequested;)
        {
            var delay = FirstDelay;
            try
            {
                if (login is null) await RenewAsync(null);
                failures = 0;
            }
            catch (ChatException error)
            {
                log.LogWarning("not signed in to Rocket.Chat: {Reason}", error.Message);
                delay = Backoff.Delay(failures++, FirstDelay, LongestDelay);
            }
            await Task.Delay(delay, stoppingToken);
        }
    }

    /// <summary>One at a time; whoever waited for another's takes its login.</summary>
    private async Task<ChatLogin> RenewAsync(ChatLogin? stale)
    {
        await renewal.WaitAsync();
        try
        {
            if (login is { } other && other != stale) return other;
            login = null;
            if (clock.GetUtcNow() < notBefore) throw ChatException.NotReady();
            login = await chat.LogInAsync(settings.Im.AdminUserName, settings.Im.AdminPassword);
            if (login is { } next)
            {
                log.LogInformation("signed in to Rocket.Chat");
                return next;
            }
            log.LogError("Rocket.Chat refuses the administrator's name or password");
            notBefore = clock.GetUtcNow() + RefusedDelay;
            throw ChatException.NotReady();
        }
        finally
        {
            renewal.Release();
        }
    }
}

public static class Backoff
{
    /// <summary>Full jitter below a limit that doubles, so that many who failed together do not come back together.</summary>
    public static TimeSpan Delay(int failures, TimeSpan first, TimeSpan longest)
    {
        var limit = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Min(failures, 16)), longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(limit * Random.Shared.NextDouble());
    }
}
