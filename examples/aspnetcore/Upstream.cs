using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

namespace ParleyHost;

/// <summary>A room that somebody watches: its subscriptions upstream, and for whom they are.</summary>
public sealed class RoomWatch
{
    public HashSet<ChatClient> Watchers { get; } = [];
    public string[] Ids { get; set; } = [];
    public Task Ready { get; set; } = Task.CompletedTask;
}

/// <summary>
/// The line of one user to Rocket.Chat, for all clients of that user (H2, H17): signs in, subscribes what they watch,
/// tells them what comes, and makes a new one when it breaks (H16).
/// </summary>
public sealed class Upstream : IAsyncDisposable
{
    private const int MaxRooms = 50;
    private const int MaxPeople = 1000;
    private static readonly TimeSpan OpenLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongLived = TimeSpan.FromSeconds(30);

    private readonly HostUser user;
    private readonly Settings settings;
    private readonly ChatLogins logins;
    private readonly ILogger log;
    private readonly Action<Upstream> onEnded;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;

    private readonly Lock gate = new();
    private readonly HashSet<ChatClient> clients = [];
    private readonly Dictionary<string, RoomWatch> rooms = [];
    private readonly Dictionary<string, HashSet<ChatClient>> people = [];
    /// <summary>Null while there is none that is signed in.</summary>
    private DdpConnection? line;
    /// <summary>True while all that the clients watch is subscribed on the line.</summary>
    private bool isUp;
    private bool isLost;
    private bool isEnded;
    private TaskCompletionSource<string> ready = NewReady();

    public Upstream(HostUser user, Settings settings, ChatLogins logins, ILogger log, Action<Upstream> onEnded)
    {
        (this.user, this.settings, this.logins, this.log, this.onEnded) = (user, settings, logins, log, onEnded);
        running = Task.Run(() => RunAsync(stopping.Token));
    }

    public string UserName => user.UserName;

    /// <summary>How many clients there have ever been: when it is the same as before, nobody has come since.</summary>
    public int Joined { get; private set; }

    private DdpConnection Line => isUp && line is { } open ? open : throw HubFailure.NotReady();

    public void Add(ChatClient client)
    {
        lock (gate)
        {
            Joined += 1;
            clients.Add(client);
            if (isEnded) client.End();
        }
    }

    /// <summary>True when it was the last one.</summary>
    public bool Remove(ChatClient client)
    {
        lock (gate)
        {
            clients.Remove(client);
            foreach (var (rid, watch) in client.Rooms) Unwatch(client, rid, watch);
            string[] unwatched = [.. client.People.Where(uid => people[uid].Remove(client) && people[uid].Count == 0)];
            foreach (var uid in unwatched) people.Remove(uid);
            client.People.Clear();
            if (unwatched.Length > 0) line?.Subscribe(Streams.Presence, "", new { removed = unwatched });
            return clients.Count == 0;
        }
    }

    /// <summary>H5. The user's id in Rocket.Chat.</summary>
    public async Task<string> OpenAsync(ChatClient client)
    {
        Task<string> opening;
        lock (gate) opening = ready.Task;
        try
        {
            var userId = await opening.WaitAsync(OpenLimit);
            lock (gate) client.IsChat = true;
            return userId;
        }
        catch (TimeoutException)
        {
            throw HubFailure.NotReady();
        }
    }

    /// <summary>H6. Joins what another client has subscribed already.</summary>
    public async Task WatchRoomAsync(ChatClient client, string rid)
    {
        RoomWatch watch;
        lock (gate)
        {
            watch = client.RoomOf(rid) ?? Join(client, rid);
        }
        try
        {
            await watch.Ready.WaitAsync(OpenLimit);
        }
        catch (Exception error) when (error is DdpRefusedException or DdpClosedException or TimeoutException)
        {
            lock (gate) Unwatch(client, rid, watch);
            throw error is DdpRefusedException ? HubFailure.NotAllowed() : HubFailure.NotReady();
        }
    }

    /// <summary>H7.</summary>
    public void UnwatchRoom(ChatClient client, string rid)
    {
        lock (gate)
        {
            if (client.RoomOf(rid) is { } watch) Unwatch(client, rid, watch);
        }
    }

    /// <summary>H8.</summary>
    public async Task WatchPresenceAsync(ChatClient client, string[] userIds)
    {
        Task answer;
        lock (gate)
        {
            if (!clients.Contains(client)) return; // it has left meanwhile
            var open = Line;
            string[] added = [.. userIds.Where(uid => !client.People.Contains(uid)).Distinct()];
            if (client.People.Count + added.Length > MaxPeople) throw HubFailure.TooMany();
            string[] unknown = [.. added.Where(uid => !people.ContainsKey(uid))];
            foreach (var uid in unknown) people[uid] = [];
            foreach (var uid in added) people[uid].Add(client);
            client.People.UnionWith(added);
            if (unknown.Length == 0) return;
            answer = open.Subscribe(Streams.Presence, "", new { added = unknown }).Answer;
        }
        try
        {
            await answer.WaitAsync(OpenLimit);
        }
        catch (Exception error) when (error is DdpRefusedException or DdpClosedException or TimeoutException)
        {
            throw HubFailure.NotReady(); // but they are kept, and watched on the next line
        }
    }

    /// <summary>H9. A failure is not told.</summary>
    public async Task SetTypingAsync(string rid, string name, bool isTyping)
    {
        Task call;
        lock (gate)
        {
            if (!isUp || line is not { } open) return;
            string[] activities = isTyping ? ["user-typing"] : [];
            call = open.CallAsync(Streams.Room, $"{rid}/{Streams.Activity}", name, activities, new { });
        }
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
    }

    private RoomWatch Join(ChatClient client, string rid)
    {
        if (!clients.Contains(client)) throw HubFailure.NotOpen(); // it has left meanwhile
        var open = Line;
        if (client.RoomCount >= MaxRooms) throw HubFailure.TooMany();
        if (!rooms.TryGetValue(rid, out var watch))
        {
            watch = rooms[rid] = new RoomWatch();
            (watch.Ids, watch.Ready) = Subscribe(open, rid);
        }
        watch.Watchers.Add(client);
        client.AddRoom(rid, watch);
        return watch;
    }

    /// <summary>Under the gate. Nothing happens when the client has begun another watch of the room meanwhile.</summary>
    private void Unwatch(ChatClient client, string rid, RoomWatch watch)
    {
        if (client.RoomOf(rid) == watch) client.RemoveRoom(rid);
        if (!watch.Watchers.Remove(client) || watch.Watchers.Count > 0) return;
        if (rooms.GetValueOrDefault(rid) == watch) rooms.Remove(rid);
        foreach (var id in watch.Ids) line?.Unsubscribe(id);
    }

    private static (string[] Ids, Task Ready) Subscribe(DdpConnection open, string rid)
    {
        (string Id, Task Answer)[] subs =
        [
            open.Subscribe(Streams.Messages, rid),
            open.Subscribe(Streams.Room, $"{rid}/{Streams.Deletion}"),
            open.Subscribe(Streams.Room, $"{rid}/{Streams.BulkDeletion}"),
            open.Subscribe(Streams.Room, $"{rid}/{Streams.Read}"),
            open.Subscribe(Streams.Room, $"{rid}/{Streams.Activity}"),
        ];
        return ([.. subs.Select(sub => sub.Id)], Task.WhenAll(subs.Select(sub => sub.Answer)));
    }

    private async Task RunAsync(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested; failures += 1)
        {
            var since = DateTimeOffset.UtcNow;
            try
            {
                await using var open = await ConnectAsync(stop);
                await open.Closed.WaitAsync(stop);
            }
            catch (ChatException error) when (error.Code == "error-user-inactive")
            {
                End();
                return;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                log.LogWarning("no line to Rocket.Chat for {User}: {Reason}", UserName, error.Message);
                if (error is ChatException { Status: 403 }) FailOpening();
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            Lose();
            if (DateTimeOffset.UtcNow - since > LongLived) failures = 0;
            var delay = Backoff.Delay(failures, FirstDelay, LongestDelay);
            await Task.Delay(delay, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A line that is signed in, with the subscriptions of all clients, and in its place.</summary>
    private async Task<DdpConnection> ConnectAsync(CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(OpenLimit);
        var open = await DdpConnection.OpenAsync(settings.Im.Socket, Tell, log, limit.Token);
        try
        {
            var login = await SignInAsync(open, limit.Token);
            await Task.WhenAll(
                open.Subscribe(Streams.User, $"{login.UserId}/{Streams.Subscriptions}").Answer,
                open.Subscribe(Streams.User, $"{login.UserId}/{Streams.Rooms}").Answer,
                open.Subscribe(Streams.User, $"{login.UserId}/{Streams.Whisper}").Answer).WaitAsync(limit.Token);
            await RestoreAsync(open, limit.Token);
            lock (gate)
            {
                isUp = true;
                if (isLost) TellSession("restored", null);
                isLost = false;
                ready.TrySetResult(login.UserId);
            }
            return open;
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    /// <summary>With the kept login, and once with a new one (H18).</summary>
    private async Task<ChatLogin> SignInAsync(DdpConnection open, CancellationToken stop)
    {
        var login = await logins.GetAsync(user).WaitAsync(stop);
        try
        {
            await open.LogInAsync(login).WaitAsync(stop);
            return login;
        }
        catch (DdpRefusedException refused) when (refused.Code == "403")
        {
            login = await logins.RenewAsync(user, login).WaitAsync(stop);
            await open.LogInAsync(login).WaitAsync(stop);
            return login;
        }
    }

    /// <summary>Rooms and people that clients went on watching while there was no line.</summary>
    private async Task RestoreAsync(DdpConnection open, CancellationToken stop)
    {
        (string Rid, RoomWatch Watch)[] watches;
        Task presence;
        lock (gate)
        {
            line = open;
            watches = [.. rooms.Select(room => (room.Key, room.Value))];
            foreach (var (rid, watch) in watches) (watch.Ids, watch.Ready) = Subscribe(open, rid);
            presence = open.Subscribe(Streams.Presence, "", new { added = people.Keys.ToArray() }).Answer;
        }
        await presence.WaitAsync(stop);
        foreach (var (rid, watch) in watches)
        {
            await watch.Ready.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (watch.Ready.IsCompletedSuccessfully) continue;
            stop.ThrowIfCancellationRequested();
            // Rocket.Chat refuses it by now: the user is not in the room any more, which the page sees by itself.
            lock (gate)
            {
                foreach (var client in watch.Watchers.ToArray()) Unwatch(client, rid, watch);
            }
        }
    }

    private void Lose()
    {
        lock (gate)
        {
            line = null;
            if (!isUp) return;
            isUp = false;
            isLost = true;
            ready = NewReady();
            TellSession("lost", "upstream");
        }
    }

    private void FailOpening()
    {
        lock (gate)
        {
            if (ready.Task.IsCompleted) return;
            ready.SetException(HubFailure.SignIn());
            ready = NewReady();
        }
    }

    private void End()
    {
        log.LogWarning("{User} is locked out", UserName);
        lock (gate)
        {
            (line, isUp, isEnded) = (null, false, true);
            if (ready.Task.IsCompleted) ready = NewReady();
            ready.SetException(HubFailure.Inactive());
            TellSession("ended", "inactive");
            foreach (var client in clients) client.End();
        }
        onEnded(this);
    }

    private void TellSession(string state, string? reason)
    {
        foreach (var client in clients) client.Post(Events.Session, new { state, reason }, 100);
    }

    private void Tell(DdpEvent told)
    {
        lock (gate)
        {
            var (rid, what) = told.Name.IndexOf('/') is var slash and >= 0
                ? (told.Name[..slash], told.Name[(slash + 1)..])
                : (told.Name, "");
            switch (told.Stream, what)
            {
                case (Streams.Messages, ""):
                    TellRoom(rid, Events.Message, told.Args[0], told.Size);
                    break;
                case (Streams.Room, Streams.Deletion or Streams.BulkDeletion):
                    TellRoom(rid, Events.Deletion, new { rid, msg = told.Args[0], method = what }, told.Size);
                    break;
                case (Streams.Room, Streams.Read):
                    TellRoom(rid, Events.Read, new { rid, msg = told.Args[0] }, told.Size);
                    break;
                case (Streams.Room, Streams.Activity):
                    TellRoom(rid, Events.Typing, new { rid, name = told.Args[0], activities = told.Args[1] }, told.Size);
                    break;
                case (Streams.User, Streams.Subscriptions):
                    var subscription = new { msg = told.Args[1], method = MethodOf(told.Args[0]) };
                    foreach (var client in clients) client.Post(Events.Subscription, subscription, told.Size);
                    break;
                case (Streams.User, Streams.Rooms):
                    TellOfRoom(told);
                    break;
                case (Streams.User, Streams.Whisper):
                    var whisper = new { msg = told.Args[0] };
                    foreach (var client in clients)
                        if (client.IsChat) client.Post(Events.Whisper, whisper, told.Size);
                    break;
                case (Streams.Presence, ""):
                    var presence = new { uid = told.Name, msg = told.Args[0] };
                    foreach (var client in people.GetValueOrDefault(told.Name, []))
                        client.Post(Events.Presence, presence, told.Size);
                    break;
            }
        }
    }

    private void TellRoom(string rid, string name, object argument, int size)
    {
        if (!rooms.TryGetValue(rid, out var watch)) return;
        foreach (var client in watch.Watchers) client.Post(name, argument, size, rid);
    }

    /// <summary>Chat clients hear of the room, listeners of its last message (H12).</summary>
    private void TellOfRoom(DdpEvent told)
    {
        var room = told.Args[1];
        var change = new { msg = room, method = MethodOf(told.Args[0]) };
        var hasMessage = room.TryGetProperty("lastMessage", out var message) && message.ValueKind == JsonValueKind.Object;
        foreach (var client in clients)
        {
            if (client.IsChat) client.Post(Events.Room, change, told.Size);
            else if (hasMessage) client.Post(Events.Message, message, told.Size);
        }
    }

    /// <summary>H11.</summary>
    private static string MethodOf(JsonElement action) => action.GetString() switch
    {
        "inserted" => "insert",
        "removed" => "remove",
        _ => "update",
    };

    private static TaskCompletionSource<string> NewReady() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Names of Rocket.Chat's streams and of the events in them.</summary>
public static class Streams
{
    public const string Messages = "stream-room-messages";
    public const string Room = "stream-notify-room";
    public const string Deletion = "deleteMessage";
    public const string BulkDeletion = "deleteMessageBulk";
    public const string Read = "messagesRead";
    public const string Activity = "user-activity";
    public const string User = "stream-notify-user";
    public const string Subscriptions = "subscriptions-changed";
    public const string Rooms = "rooms-changed";
    public const string Whisper = "message";
    public const string Presence = "stream-user-presence";
}

/// <summary>Names of the hub's events (H3).</summary>
public static class Events
{
    public const string Message = "getRoomMessageNotification";
    public const string Subscription = "getRoomSubscriptionChangedNotification";
    public const string Room = "getRoomChangedNotification";
    public const string Deletion = "getRoomMessageDeletedNotification";
    public const string Typing = "getRoomTypingNotification";
    public const string Read = "getRoomMessagesReadNotification";
    public const string Presence = "getUserPresenceNotification";
    public const string Whisper = "getUserWhisperNotification";
    public const string Session = "getChatSessionNotification";
}
